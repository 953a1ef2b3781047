import Foundation
import Support
import Transport

/// What to fetch, and what is known about it in advance.
package struct Download: Hashable, Sendable {
  /// Where the bytes come from, by http or https.
  package var address: URL
  /// Where the bytes go, whole or not at all.
  package var file: URL
  /// The number of bytes where it is known.
  package var size: Int?
  /// Hexadecimal SHA-256.
  package var sha256: String?
  /// What the first bytes must look like.
  package var kind: ContentKind

  package init(from address: URL, to file: URL, size: Int? = nil, sha256: String? = nil, kind: ContentKind = .any) {
    (self.address, self.file, self.size, self.sha256, self.kind) = (address, file, size, sha256, kind)
  }
}

/// How the content must begin.
package enum ContentKind: String, Hashable, Sendable, Codable {
  case any
  /// A tar archive, plain or compressed by gzip.
  case archive

  /// Why bytes aren't of this kind; nil if they may be. `FileSignature.length` bytes are enough.
  func fault(in start: [UInt8]) -> String? {
    guard self == .archive else { return nil }
    let name = FileSignature.name(of: start)
    // Tar archives older than POSIX begin with nothing that identifies them: the reader checks the first header's sum.
    if ["a tar archive", "a gzip archive", "a file of an unknown kind"].contains(name) { return nil }
    return "it is \(name), not a tar archive (plain or compressed by gzip)"
  }
}

/// What a finished download was.
package struct Receipt: Hashable, Sendable {
  /// Bytes of the file.
  package let size: Int
  /// Hexadecimal SHA-256 of the file.
  package let sha256: String
  /// Bytes that came over the network in this run.
  package let received: Int
}

/// When a download stalls and when it gives up.
package struct RetryLimits: Sendable {
  /// Seconds within which at least one byte must arrive.
  package var stall = 30.0
  /// Seconds without progress before giving up.
  package var giveUp = 600.0
  /// Seconds before the first retry; each further one waits up to twice as long, half a minute at most.
  package var pause = 0.5
  /// The maximum number of bytes accepted.
  package var limit = 1 << 40

  package init() {}

  var policy: RetryPolicy {
    var policy = RetryPolicy()
    (policy.base, policy.ceiling, policy.deadline) = (.seconds(pause), .seconds(30), .seconds(giveUp))
    return policy
  }
}
