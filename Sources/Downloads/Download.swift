import Foundation
import Transport

/// What to fetch, and what is known about it in advance.
package struct Download: Hashable, Sendable {
  package var address: URL
  /// Where the bytes go, whole or not at all.
  package var file: URL
  package var size: Int?
  /// Hexadecimal SHA-256.
  package var sha256: String?
  package var kind: ContentKind

  package init(from address: URL, to file: URL, size: Int? = nil, sha256: String? = nil, kind: ContentKind = .any) {
    (self.address, self.file, self.size, self.sha256, self.kind) = (address, file, size, sha256, kind)
  }
}

/// How the content must begin.
package enum ContentKind: String, Hashable, Sendable, Codable {
  case any, tar, gzip

  /// The kind of an archive by its name.
  package init(name: String) {
    let lower = name.lowercased()
    self = lower.hasSuffix(".tar") ? .tar : lower.hasSuffix(".gz") || lower.hasSuffix(".tgz") ? .gzip : .any
  }

  /// Why bytes aren't of this kind; nil if they are. 512 bytes are enough.
  func fault(in start: [UInt8]) -> String? {
    if self != .any, ContentKind.looksLikeAPage(start) { return "it is a web page, not an archive" }
    switch self {
    case .any: return nil
    case .gzip: return start.starts(with: [0x1F, 0x8B]) ? nil : "it is not a gzip file"
    case .tar:
      // POSIX's magic, also in GNU's form, at byte 257 of the first header.
      let isTar = start.count >= 262 && Array(start[257..<262]) == Array("ustar".utf8)
      return isTar ? nil : "it is not a tar archive"
    }
  }

  private static func looksLikeAPage(_ start: [UInt8]) -> Bool {
    let text = String(decoding: start.prefix(256), as: UTF8.self).lowercased()
    let trimmed = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    return trimmed.hasPrefix("<!doctype html") || trimmed.hasPrefix("<html") || trimmed.hasPrefix("<head")
  }
}

/// What a finished download was.
package struct Receipt: Hashable, Sendable {
  package let size: Int
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
