import COpenVINO

/// Which OpenVINO is linked.
package enum EngineVersion {
  /// Its build number, such as `2025.3.0-19807-44526285f24`; nil where it doesn't tell.
  package static var text: String? {
    var buffer = [CChar](repeating: 0, count: 200)
    guard cov_version(&buffer, buffer.count) == 0 else { return nil }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
