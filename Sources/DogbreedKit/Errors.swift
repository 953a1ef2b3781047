import Foundation

/// Why an image can't be classified; the image is at fault, never the model.
public enum ImageError: Error, Hashable, Sendable {
  /// The bytes are not an image of a supported type; `found` says what they look like ("a PDF file", "text").
  case unsupported(found: String)
  /// An image of a supported type that is damaged or empty.
  case damaged(reason: String)
  /// More bytes or pixels than are decoded: 32 MiB, 32,768 pixels per side, 100 million in total.
  case tooLarge(reason: String)
  /// A file that can't be read.
  case unreadable(file: String, reason: String)
}

extension ImageError: CustomStringConvertible, LocalizedError {
  /// One sentence for people.
  public var description: String {
    switch self {
    case .unsupported(let found):
      "This is \(found), not an image that can be read; use JPEG, PNG, WebP, GIF, TIFF, HEIC or AVIF."
    case .damaged(let reason): "The image can't be decoded: \(reason)."
    case .tooLarge(let reason): "The image is too large: \(reason)."
    case .unreadable(let file, let reason): "\(file) can't be read (\(reason))."
    }
  }

  /// The same as `description`.
  public var errorDescription: String? { description }
}

/// Why a model can't be loaded, can't answer or can't be trained.
public struct ModelError: Error, Hashable, Sendable {
  /// One sentence that says what is wrong, and what to do where something can be done.
  public let description: String

  /// Takes its description from another error.
  package init(_ error: any Error) { description = "\(error)" }
  package init(_ description: String) { self.description = description }
}

extension ModelError: CustomStringConvertible, LocalizedError {
  /// The same as `description`.
  public var errorDescription: String? { description }
}
