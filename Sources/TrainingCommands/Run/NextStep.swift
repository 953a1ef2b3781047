import Commands
import Corpus
import Foundation

/// What there is to do with a model that was just trained.
enum NextStep {
  /// Two commands as they can be pasted into a shell.
  ///
  /// - Parameters:
  ///   - model: The model folder as it was named.
  ///   - image: An image to ask about.
  static func text(model: String, image: String?) -> String {
    """
    Try it:
      \(Program.name) predict --model \(word(model)) \(word(image ?? "photo.jpg"))
      \(Program.name) serve --model \(word(model))
    """
  }

  /// A text as one word of a shell.
  private static func word(_ text: String) -> String {
    let plain = text.utf8.allSatisfy { byte in
      let isLetter = (0x61...0x7A).contains(byte | 0x20)
      return isLetter || (0x30...0x39).contains(byte) || "/._-:+@%,=".utf8.contains(byte)
    }
    return plain && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
  }
}

extension DataSet {
  /// The path of an image file to try a model on, from the working directory where it is below that: of the test part, else
  /// of any.
  var example: String? {
    let files = samples.lazy.filter { FileManager.default.fileExists(atPath: $0.path) }
    guard let path = (files.first { $0.split == .test } ?? files.first)?.path else { return nil }
    let here = FileManager.default.currentDirectoryPath + "/"
    return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
  }
}
