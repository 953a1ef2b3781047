import ArgumentParser
import GoogleCloud

/// The targets that a model can be deployed to.
enum CloudTarget: String, ExpressibleByArgument, CaseIterable, Sendable {
  case cloudRun = "cloud-run"
  case appEngine = "app-engine"
  case vertexEndpoint = "vertex-endpoint"
}
