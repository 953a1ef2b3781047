import Foundation
import Support

/// An image as text in JSON: base64, or a data: URI (RFC 2397).
///
/// A text that is neither decodes too, so that it is that image's own problem and the others are answered.
struct ImageText: Decodable, Sendable {
  let content: Result<[UInt8], Problem>

  init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    do throws(Fault) {
      content = .success(try Self.bytes(text))
    } catch {
      content = .failure(Self.problem(decoder.codingPath, error.reason))
    }
  }

  private struct Fault: Error { let reason: String }

  private static func problem(_ path: [any CodingKey], _ reason: String) -> Problem {
    .malformed("The image at \(ImageReader.text(of: path)) \(reason); send base64 of its bytes, or a data: URI.")
  }

  private static func bytes(_ text: String) throws(Fault) -> [UInt8] {
    guard let scheme = scheme(text) else { return try base64(text.utf8) }
    guard scheme == "data" else { throw Fault(reason: "is a \(scheme.clipped): URL, which the server doesn't fetch") }
    guard let comma = text.utf8.firstIndex(of: UInt8(ascii: ",")) else {
      throw Fault(reason: "is a data: URI without data")
    }
    let type = text[..<comma].lowercased()
    let data = text[text.index(after: comma)...]
    let isEncoded = data.utf8.contains(UInt8(ascii: "%"))
    let isBase64 = type.split(separator: ";").last?.trimmingCharacters(in: .whitespaces) == "base64"
    guard isEncoded || !isBase64 else { return try base64(data.utf8) }
    guard let plain = HeaderParameters.percentDecoded(data) else {
      throw Fault(reason: "is a data: URI with a broken percent sign")
    }
    return isBase64 ? try base64(plain) : plain
  }

  /// The scheme of a text that begins as a URL does, in lower case; base64 has no colon.
  private static func scheme(_ text: String) -> String? {
    let start = text.utf8.prefix(32)
    guard let colon = start.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    return text[..<colon].trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
  }

  private static func base64(_ text: some Collection<UInt8>) throws(Fault) -> [UInt8] {
    let bytes: [UInt8]
    do throws(Base64.Fault) {
      bytes = try Base64.decode(text)
    } catch {
      switch error {
      case .character(let byte, let place):
        let name = (33..<127).contains(byte) ? "\(Character(Unicode.Scalar(byte)))" : "byte \(byte)"
        throw Fault(reason: "isn't base64 (\(name) at character \(place))")
      case .truncated: throw Fault(reason: "isn't base64 (its last character is missing)")
      }
    }
    guard !bytes.isEmpty else { throw Fault(reason: "is empty") }
    return bytes
  }
}
