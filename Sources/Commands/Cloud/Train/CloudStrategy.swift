import ArgumentParser
import GoogleCloud

/// How machines are got, as it is named on the command line.
enum CloudStrategy: String, ExpressibleByArgument, CaseIterable, Sendable {
  case standard, spot
  case flexStart = "flex-start"

  var wire: CustomJob.Strategy {
    switch self {
    case .standard: .standard
    case .spot: .spot
    case .flexStart: .flexStart
    }
  }
}
