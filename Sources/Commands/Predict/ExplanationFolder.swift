import Artifact
import Foundation
import Imaging
import Inference
import Support
import Taxonomy

/// The folder that `predict --explain` fills: for each image a map of what spoke for its first class, at the image's own size,
/// alone and laid over the image.
struct ExplanationFolder: Sendable {
  private let folder: URL

  /// A file that says what the others are, and that this program wrote them.
  static let markFile = "about.txt"
  private static let mark = """
    Written by dogbreed predict --explain: what in each image spoke for its first class.
    IMAGE.map.png   the evidence alone, from black for none to white for the most in this image
    IMAGE.heat.jpg  the same over the image, from yellow to red

    """
  private static let owner = FolderOwner(
    "explanations",
    recognises: { folder in
      let file = "\(folder)/\(markFile)"
      guard let text = try? RegularFile(reading: file), text.size < 1 << 16 else { return false }
      return (try? text.read(at: 0, count: text.size)) == Array(mark.utf8)
    }, owns: { _ in true })
  /// Pixels of a side, at most: larger images are explained at a smaller size.
  private static let longest = 16_384

  /// Makes the folder, or takes one again that this program wrote.
  ///
  /// Throws `ArtifactError.occupied` for any other one that isn't empty, and `FileError`.
  init(_ path: String) throws {
    folder = URL(filePath: path, directoryHint: .isDirectory)
    _ = try FolderReplacement(of: folder, by: Self.owner)
    _ = try FolderDescriptor(making: folder.path)
    try AtomicFile.write(Array(Self.mark.utf8), to: folder.appending(path: Self.markFile).path)
  }

  /// Writes both files of an image; throws `ImagingError` and `FileError`.
  ///
  /// - Parameters:
  ///   - name: How the image was named; its files are called so below the folder.
  ///   - map: What the model answered with.
  func write(_ bytes: [UInt8], named name: String, map: HeatMap, limits: Limits) throws {
    guard map.width > 0, map.height > 0, map.values.count == map.width * map.height else { return }
    let image = try DecodedImage.decode(bytes, limits: limits, minimumSide: nil)
    let scale = min(1, Double(Self.longest) / Double(max(image.width, image.height)))
    let width = max(1, Int(Double(image.width) * scale))
    let height = max(1, Int(Double(image.height) * scale))
    let evidence = EvidenceMap(height: map.height, width: map.width, values: map.values).laid(
      over: width, height, frame: .whole)
    let place = folder.appending(path: Self.path(of: name))
    _ = try FolderDescriptor(making: place.deletingLastPathComponent().path)
    let drawn = try image.rgb(width: width, height: height)
    if let alone = RGBImage(width: width, height: height, pixels: Self.gray(evidence.values)) {
      try AtomicFile.write(try alone.png(), to: place.path + ".map.png")
    }
    if let over = RGBImage(width: width, height: height, pixels: Self.heated(drawn.pixels, evidence.values)) {
      try AtomicFile.write(try over.jpeg(quality: 90), to: place.path + ".heat.jpg")
    }
  }

  /// A path below the folder that no other name has: of the parts of a path or URL, `..` becomes `__`.
  static func path(of name: String) -> String {
    let parts = (name == "-" ? "standard-input" : name).pathComponents.filter { !$0.isEmpty && $0 != "." }
    return parts.map { $0 == ".." ? "__" : $0.replacing("\0", with: "_") }.joined(separator: "/")
  }

  private static func gray(_ values: [Float]) -> [UInt8] {
    var pixels = [UInt8](repeating: 0, count: 3 * values.count)
    for (place, value) in values.enumerated() {
      let byte = UInt8((min(max(value, 0), 1) * 255).rounded())
      for channel in 0..<3 { pixels[3 * place + channel] = byte }
    }
    return pixels
  }

  /// The colours of the page's map: from clear yellow to dense red.
  private static func heated(_ pixels: [UInt8], _ values: [Float]) -> [UInt8] {
    var heated = pixels
    for (place, value) in values.enumerated() {
      let value = min(max(value, 0), 1)
      let opacity = 0.75 * value
      func mix(_ channel: Int, _ colour: Float) {
        let old = Float(pixels[3 * place + channel])
        heated[3 * place + channel] = UInt8((old + (colour - old) * opacity).rounded())
      }
      mix(0, 255)
      mix(1, 210 - 190 * value)
      mix(2, 0)
    }
    return heated
  }
}
