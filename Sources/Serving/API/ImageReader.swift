import Foundation
import Support

/// How images arrive: the body itself, files of a form, or base64 in JSON. An image's format is detected from its bytes
/// and never from its Content-Type.
enum ImageReader {
  static let imageLimit = 32

  /// The images of a body. Throws `Problem` 400 if there are none, or the body can't be parsed.
  static func images(_ bytes: [UInt8], contentType: String?) throws(Problem) -> [ImageInput] {
    let type = HeaderParameters(contentType ?? "").value
    let images =
      switch type {
      case "multipart/form-data": try files(bytes, contentType: contentType ?? "")
      case "application/json": try json(bytes).images
      default: bytes.isEmpty ? [] : [ImageInput(name: nil, .success(bytes))]
      }
    guard !images.isEmpty else { throw .malformed("The request contains no image; send one.") }
    guard !type.hasPrefix("multipart/") || type == "multipart/form-data" else {
      throw .malformed("\(type.clipped) isn't read; send multipart/form-data, JSON, or the image itself.")
    }
    return images
  }

  /// The parts of a form that are files and not empty. Throws `Problem` 400 for a form of plain fields only.
  static func files(_ bytes: [UInt8], contentType: String) throws(Problem) -> [ImageInput] {
    let parts = try parts(bytes, contentType: contentType)
    guard parts.contains(where: \.isFile) else {
      let names = parts.map(\.name).joined(separator: ", ").clipped
      throw .malformed("The form has only plain fields (\(names)); send the image as a file, with a filename.")
    }
    return parts.filter { $0.isFile && !$0.body.isEmpty }.map {
      ImageInput(name: $0.fileName, .success(Array($0.body)))
    }
  }

  static func parts(_ bytes: [UInt8], contentType: String) throws(Problem) -> [MultipartPart] {
    do throws(MultipartError) {
      return try Multipart.parse(bytes, boundary: Multipart.boundary(in: contentType))
    } catch {
      throw .malformed(error.description)
    }
  }

  private struct Input: Decodable {
    struct Image: Decodable {
      let name: String?
      let data: ImageText
    }
    let images: [Image]
    let together: Bool?
  }

  /// The images of a body, and whether they are of one thing: what `images` reads, with JSON's `together`.
  static func batch(
    _ bytes: [UInt8], contentType: String?
  ) throws(Problem) -> (images: [ImageInput], together: Bool) {
    guard HeaderParameters(contentType ?? "").value == "application/json" else {
      return (try images(bytes, contentType: contentType), false)
    }
    let (found, together) = try json(bytes)
    guard !found.isEmpty else { throw .malformed("The request contains no image; send one.") }
    return (found, together)
  }

  private static func json(_ bytes: [UInt8]) throws(Problem) -> (images: [ImageInput], together: Bool) {
    let input: Input = try decode(bytes, shape: #"{"images": [{"name": "photo.jpg", "data": "<base64>"}]}"#)
    return (input.images.map { ImageInput(name: $0.name, $0.data.content) }, input.together ?? false)
  }

  /// Decodes JSON, or throws a `Problem` 400 that names the place of the error and shows the right shape.
  static func decode<Value: Decodable>(_ bytes: some Sequence<UInt8>, shape: String) throws(Problem) -> Value {
    let bytes = Array(bytes)
    try JSONBounds.check(bytes)
    do {
      return try JSONDecoder().decode(Value.self, from: Data(bytes))
    } catch let error as DecodingError {
      throw .malformed("The JSON can't be read\(place(of: error)); send \(shape).")
    } catch {
      throw .malformed("The body isn't JSON; send \(shape).")
    }
  }

  private static func place(of error: DecodingError) -> String {
    let path =
      switch error {
      case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
        context.codingPath
      case .keyNotFound(let key, let context): context.codingPath + [key]
      @unknown default: [any CodingKey]()
      }
    return path.isEmpty ? "" : " at \(text(of: path))"
  }

  /// A place in JSON as messages name it: `images[1].data`.
  static func text(of path: [any CodingKey]) -> String {
    path.reduce(into: "") { text, key in
      if let index = key.intValue {
        text += "[\(index)]"
      } else {
        text += (text.isEmpty ? "" : ".") + key.stringValue.clipped(to: 40)
      }
    }.clipped
  }
}
