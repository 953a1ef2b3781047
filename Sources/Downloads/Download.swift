import Foundation
import Transport

/// What is to be fetched, and what is known of it before.
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

/// What bytes must begin like.
package enum ContentKind: String, Hashable, Sendable, Codable {
  case any, tar, gzip

  /// The kind of an archive by its name.
  package init(name: String) {
    let lower = name.lowercased()
    self = lower.hasSuffix(".tar") ? .tar : lower.hasSuffix(".gz") || lower.hasSuffix(".tgz") ? .gzip : .any
  }

  /// Why bytes aren't of the kind; nil where they are. 512 of them are enough.
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

/// How patient a download is.
package struct Patience: Sendable {
  /// Seconds in which at least one byte must come.
  package var stall = 30.0
  /// Seconds without any progress after which it is given up.
  package var giveUp = 600.0
  /// Seconds before the first new try; each next one waits up to twice as long, half a minute at most.
  package var pause = 0.5
  /// The most bytes that are taken.
  package var limit = 1 << 40

  package init() {}

  var policy: RetryPolicy {
    var policy = RetryPolicy()
    (policy.base, policy.ceiling, policy.deadline) = (.seconds(pause), .seconds(30), .seconds(giveUp))
    return policy
  }
}
