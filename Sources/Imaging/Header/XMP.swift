/// The orientation in an XMP packet (ISO 16684-1; part 2 has the property `tiff:Orientation`).
enum XMP {
  /// Reads the property, an attribute or an element; nil where the packet says nothing of it.
  static func orientation(_ packet: [UInt8]) -> Orientation? {
    let name = Array("tiff:Orientation".utf8)
    var start = packet.startIndex
    while let found = packet[start...].firstRange(of: name) {
      let rest = packet[found.upperBound...].prefix(16).filter { ![9, 10, 13, 32].contains($0) }
      // ="6", ='6' or >6<.
      let digit = rest.first == UInt8(ascii: ">") ? rest.dropFirst().first : rest.dropFirst(2).first
      let isValue = rest.first == UInt8(ascii: ">") || rest.first == UInt8(ascii: "=")
      if isValue, let digit, digit >= 48, let orientation = Orientation(rawValue: Int(digit) - 48) {
        return orientation
      }
      start = found.upperBound
    }
    return nil
  }
}
