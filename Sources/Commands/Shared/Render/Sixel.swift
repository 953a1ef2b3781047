import Imaging

/// Images as sixels (DEC VT340): bands of six rows, a pass for each colour in a band.
enum Sixel {
  /// The image in 216 colours, six steps of red, green and blue.
  static func text(_ image: RGBImage) -> String {
    var text = "\u{1B}Pq\"1;1;\(image.width);\(image.height)"
    for colour in 0..<216 {
      text += "#\(colour);2;\(colour / 36 * 20);\(colour / 6 % 6 * 20);\(colour % 6 * 20)"
    }
    for top in stride(from: 0, to: image.height, by: 6) { text += band(image, top) + "-" }
    return text + "\u{1B}\\"
  }

  private static func band(_ image: RGBImage, _ top: Int) -> String {
    // One row of bits a colour: bit `y` of a column is set where the pixel has the colour.
    var columns: [Int: [UInt8]] = [:]
    for y in 0..<min(6, image.height - top) {
      for x in 0..<image.width {
        let at = ((top + y) * image.width + x) * 3
        let colour = (0..<3).reduce(0) { $0 * 6 + (Int(image.pixels[at + $1]) * 5 + 127) / 255 }
        columns[colour, default: [UInt8](repeating: 0, count: image.width)][x] |= 1 << UInt8(y)
      }
    }
    return columns.sorted { $0.key < $1.key }.map { "#\($0.key)\(runs($0.value))" }.joined(separator: "$")
  }

  /// Run-length coding: `!n` repeats the next character.
  private static func runs(_ columns: [UInt8]) -> String {
    var text = ""
    var start = 0
    while start < columns.count {
      var end = start
      while end < columns.count, columns[end] == columns[start] { end += 1 }
      let character = Character(UnicodeScalar(63 + columns[start]))
      let count = end - start
      text += count > 3 ? "!\(count)\(character)" : String(repeating: character, count: count)
      start = end
    }
    return text
  }
}
