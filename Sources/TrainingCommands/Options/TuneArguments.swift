import ArgumentParser
import Training

extension TuningDepth: ExpressibleByArgument {
  public init?(argument: String) {
    switch argument {
    case "head": self = .head
    case "full": self = .full
    default:
      guard argument.hasPrefix("last:"), let count = Int(argument.dropFirst(5)), (1...100).contains(count) else {
        return nil
      }
      self = .last(count)
    }
  }

  public var defaultValueDescription: String {
    switch self {
    case .head: "head"
    case .last(let count): "last:\(count)"
    case .full: "full"
    }
  }
}

extension Schedule: ExpressibleByArgument {
  public init?(argument: String) {
    let parts = argument.split(separator: ":")
    switch (parts.first, parts.count) {
    case ("cosine", 1): self = .cosine
    case ("one-cycle", 1): self = .oneCycle
    case ("constant", 1): self = .constant
    case ("step", 3):
      guard let epochs = Int(parts[1]), epochs > 0, let factor = Double(parts[2]), factor > 0, factor <= 1 else {
        return nil
      }
      self = .step(epochs: epochs, factor: factor)
    default: return nil
    }
  }

  public var defaultValueDescription: String { "\(self)" }
}

extension TuningPlan.Balance: ExpressibleByArgument {}
