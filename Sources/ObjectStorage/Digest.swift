import Foundation
import Support
import Transport

/// Short names for long things.
package enum Digest {
  /// The first 16 hexadecimal digits of the SHA-256.
  package static func short(_ text: String) -> String {
    SHA256.hash(data: Data(text.utf8)).prefix(8).hexadecimal
  }
}
