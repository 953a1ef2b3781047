import Foundation
import Support
import Transport

/// Google's long-running operations: polled until they are done.
///
/// Members: https://cloud.google.com/vertex-ai/docs/reference/rest/Shared.Types/Operation.
package struct LongOperation: Decodable, Sendable {
  package let name: String
  package let done: Bool?
  package let error: JobReport.Failure?
}
