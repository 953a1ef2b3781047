import GoogleCloud
import Transport

/// A deployment to one target, step by step. What was done so far can be undone at any step, so that afterwards either
/// the new state holds or the one before.
protocol DeploymentCourse: Sendable {
  /// What operations' names follow.
  var operationRoot: String { get }
  /// Undoes what was done, the last first.
  var undo: [UndoStep] { get }
  /// Deploys, on targets that can do so without giving it traffic, and returns where to check it.
  mutating func begin(_ work: DeploymentWork) async throws(CloudError) -> DeployedAddress
  /// Sends traffic to what was found right, and returns the address that clients use.
  mutating func promote(_ work: DeploymentWork) async throws(CloudError) -> String
  /// Ends what the new deployment replaced and would go on costing; known after `promote`.
  var freeing: [UndoStep] { get }
  /// What runs and costs once all of that was done.
  var running: [RunningService] { get }
  /// What else people should know, once it began.
  var notes: [String] { get }
}

extension DeploymentCourse {
  var notes: [String] { [] }
}
