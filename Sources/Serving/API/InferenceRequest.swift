import Foundation
import Support

extension InferenceProtocol {
  /// A request for inference: its JSON, and what follows it in the binary form.
  ///
  /// The binary form (the protocol's binary tensor data extension) has the JSON's length in the header
  /// `Inference-Header-Content-Length`; the tensor's elements come after it, each with its length before it.
  struct Request: Decodable {
    struct Tensor: Decodable {
      struct Parameters: Decodable {
        let binaryDataSize: Int?
        enum CodingKeys: String, CodingKey { case binaryDataSize = "binary_data_size" }
      }
      let name: String
      let shape: [Int]
      let datatype: String
      let parameters: Parameters?
      let data: [ImageText]?
    }
    struct Output: Decodable { let name: String }

    let id: String?
    let parameters: Parameters?
    let inputs: [Tensor]
    /// The requested outputs; all if none is named.
    let outputs: [Output]?

    static let idLimit = 1000

    /// The images. Throws `Problem` 400 if the tensor isn't the model's input.
    ///
    /// - Parameter binary: the bytes after the JSON; nil where the request has only JSON.
    func images(_ binary: ArraySlice<UInt8>?) throws(Problem) -> [ImageInput] {
      if let id, id.utf8.count > Self.idLimit {
        throw .malformed("The id is over \(Self.idLimit) bytes; send a shorter one.")
      }
      guard inputs.count == 1, inputs[0].name == "image", inputs[0].datatype == "BYTES" else {
        throw .malformed("The model takes one input, image, of datatype BYTES; send \(shape).")
      }
      let tensor = inputs[0]
      for output in outputs ?? [] where !InferenceProtocol.outputs.contains(output.name) {
        throw .malformed(
          "The model has no output \(output.name.clipped); it has \(InferenceProtocol.outputs.joined(separator: ", "))."
        )
      }
      let contents: [Result<[UInt8], Problem>]
      if let size = tensor.parameters?.binaryDataSize {
        guard tensor.data == nil else {
          throw .malformed("The input has both data and a binary_data_size; send one of them.")
        }
        contents = try BinaryTensor.elements(binary, size: size).map { .success($0) }
      } else {
        guard binary?.isEmpty != false else {
          throw .malformed("Bytes follow the JSON, but the input has no binary_data_size; name it in its parameters.")
        }
        guard let data = tensor.data else { throw .malformed("The input has no data; send \(shape).") }
        contents = data.map(\.content)
      }
      guard tensor.shape == [contents.count] || tensor.shape == [contents.count, 1] else {
        throw .malformed(
          "The input's shape \(tensor.shape.prefix(50).description.clipped) doesn't fit its \(contents.count) elements."
        )
      }
      return contents.map { ImageInput(name: nil, $0) }
    }
  }

  /// A request in either form.
  ///
  /// - Parameter headerLength: what `Inference-Header-Content-Length` says; nil without it.
  static func batch(_ bytes: [UInt8], headerLength: String?) throws(Problem) -> (Request, binary: ArraySlice<UInt8>?) {
    guard let headerLength else {
      do throws(Problem) {
        return (try ImageReader.decode(bytes, shape: shape), nil)
      } catch {
        // The binary form without its header looks like broken JSON.
        guard String(decoding: bytes.prefix(4096), as: UTF8.self).contains("binary_data_size") else { throw error }
        throw BinaryTensor.withoutLength
      }
    }
    guard let length = Int(headerLength), (0...bytes.count).contains(length) else {
      throw .malformed(
        "Inference-Header-Content-Length is \(headerLength.clipped); send the JSON's length, at most the body's.")
    }
    return (try ImageReader.decode(bytes[..<length], shape: shape), bytes[length...])
  }
}

/// A BYTES tensor in binary: each element's length as four bytes, the lowest first, and its bytes.
enum BinaryTensor {
  static let withoutLength = Problem.malformed(
    "The input has a binary_data_size, but the request has no Inference-Header-Content-Length; send it.")

  /// Throws `Problem` 400 unless the elements fill `size` bytes and those are all that follow the JSON.
  static func elements(_ bytes: ArraySlice<UInt8>?, size: Int) throws(Problem) -> [[UInt8]] {
    guard var rest = bytes else { throw withoutLength }
    guard size == rest.count else {
      throw .malformed(
        "The input's binary_data_size is \(size), but \(rest.count) bytes follow the JSON; make them equal.")
    }
    var elements: [[UInt8]] = []
    while !rest.isEmpty {
      let length = rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
      guard rest.count >= 4, length <= rest.count - 4 else {
        throw .malformed(
          "Element \(elements.count) of the binary input ends after its bytes; send each length before it.")
      }
      guard elements.count < ImageReader.imageLimit else {
        throw .malformed("The binary input has over \(ImageReader.imageLimit) elements; send fewer images.")
      }
      elements.append(Array(rest.dropFirst(4).prefix(length)))
      rest = rest.dropFirst(4 + length)
    }
    return elements
  }
}
