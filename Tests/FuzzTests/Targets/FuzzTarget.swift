/// A parser of foreign bytes, as libFuzzer and the replay of its findings call it.
///
/// Every input is answered or refused; what must not happen is a trap, a read outside of a buffer, or memory without end.
enum FuzzTarget: String, CaseIterable, Sendable {
  case header, image, exif, icc
  case safetensors, pickle, pth
  case tar, gzip
  case csv, jsonl, xml, shards
  case multipart, json, parameters
  case model, index

  /// Bytes of the largest input that is worth trying.
  var longest: Int {
    switch self {
    case .header, .image, .pth, .tar, .gzip: 16_384
    case .safetensors, .pickle, .json, .model, .index, .icc: 8192
    case .exif, .csv, .jsonl, .xml, .shards, .multipart, .parameters: 4096
    }
  }

  /// Parses the bytes, and returns whether they were taken for what the target reads.
  func accepts(_ bytes: [UInt8]) -> Bool {
    do {
      switch self {
      case .header, .image, .exif, .icc: return try ImagingTargets.accepts(bytes, by: self)
      case .safetensors, .pickle, .pth: return try WeightsTargets.accepts(bytes, by: self)
      case .tar, .gzip: return try ArchiveTargets.accepts(bytes, by: self)
      case .csv, .jsonl, .xml, .shards: return try CorpusTargets.accepts(bytes, by: self)
      case .multipart, .json, .parameters: return try ServingTargets.accepts(bytes, by: self)
      case .model: return try ModelTargets.accepts(bytes)
      case .index: return try ModelTargets.acceptsIndex(bytes)
      }
    } catch {
      // Every refusal must be able to say what it is.
      return "\(error)".isEmpty
    }
  }
}
