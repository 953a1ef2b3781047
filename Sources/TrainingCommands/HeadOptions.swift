import ArgumentParser
import Commands
import Training

/// How the head is trained.
struct HeadOptions: ParsableArguments {
  enum Kind: String, ExpressibleByArgument, CaseIterable { case converged, adam }

  @Option(help: "How the head is trained: converged (to the optimum) or adam (the original demonstration's way).")
  var head: Kind = .converged

  @Option(name: .both("weight-decay"), help: "The converged head's weight decay; by default the best on validation.")
  var weightDecay: Double?

  @Option(help: "Adam's epochs.")
  var epochs = 30

  @Option(name: .both("batch-size"), help: "Adam's batch size.")
  var batchSize = 120

  @Option(help: "Adam's learning rate.")
  var lr = 0.001

  @Option(help: "Adam's first beta.")
  var beta1 = 0.9

  @Option(help: "Adam's second beta.")
  var beta2 = 0.99

  @Option(help: "What all random choices come from.")
  var seed: UInt64 = 7

  @Option(help: "The share of the training photographs that choices are made on.")
  var validation = 0.1

  func validate() throws {
    if let weightDecay, weightDecay < 0 || !weightDecay.isFinite {
      throw ValidationError("--weight-decay must be 0 or more.")
    }
    if epochs < 1 { throw ValidationError("--epochs must be at least 1.") }
    if batchSize < 1 { throw ValidationError("--batch-size must be at least 1.") }
    if lr <= 0 || !lr.isFinite { throw ValidationError("--lr must be above 0.") }
    if !(0..<1).contains(beta1) || !(0..<1).contains(beta2) {
      throw ValidationError("--beta1 and --beta2 must be from 0 to below 1.")
    }
    if !(0...0.5).contains(validation) { throw ValidationError("--validation must be from 0 to 0.5.") }
  }

  func apply(to options: inout TrainOptions) {
    options.seed = seed
    options.validation = validation
    options.head =
      switch head {
      case .converged: .converged(decay: weightDecay)
      case .adam:
        .adam(
          AdamRecipe(epochs: epochs, batchSize: batchSize, learningRate: lr, beta1: beta1, beta2: beta2))
      }
  }
}
