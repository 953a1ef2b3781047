import HummingbirdCore
import Taxonomy

@testable import Serving

enum ServingTargets {
  static func accepts(_ bytes: [UInt8], by target: FuzzTarget) throws -> Bool {
    switch target {
    case .multipart:
      let parts = try Multipart.parse(bytes, boundary: Array("X".utf8))
      precondition(parts.reduce(0) { $0 + $1.body.count } <= bytes.count)
      return true
    case .json: return try json(bytes)
    default: return try parameters(bytes)
    }
  }

  /// The three contracts that take images in JSON, one of them with bytes after it, too.
  private static func json(_ bytes: [UInt8]) throws -> Bool {
    let own = try? ImageReader.images(bytes, contentType: "application/json")
    let vertex: VertexRoutes.Input? = try? ImageReader.decode(bytes, shape: "{}")
    if let end = bytes.lastIndex(of: UInt8(ascii: "}")),
      let (request, binary) = try? InferenceProtocol.batch(bytes, headerLength: "\(end + 1)"),
      let images = try? request.images(binary), end + 1 < bytes.count
    {
      precondition((1...ImageReader.imageLimit).contains(images.count))
      return true
    }
    let request: InferenceProtocol.Request = try ImageReader.decode(bytes, shape: "{}")
    return try own != nil || vertex != nil || request.images(nil).count > 0
  }

  /// A request line's query on the first line, a header's value on the second.
  private static func parameters(_ bytes: [UInt8]) throws -> Bool {
    let lines = bytes.split(separator: 10, maxSplits: 1, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    let header = lines.count > 1 ? lines[1] : lines[0]
    _ = HeaderParameters(header)
    _ = try? Multipart.boundary(in: header)
    _ = EntityTags.match([header], "\"tag\"")
    let request = try PredictionQuery.read(URI("/api/v1/predictions?\(lines[0])"))
    precondition((1...PredictionQuery.topLimit).contains(request.top))
    return true
  }
}
