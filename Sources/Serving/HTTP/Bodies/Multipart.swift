/// Reads `multipart/form-data` bodies that are entirely in memory.
package enum Multipart {
  /// The most parts that a body may have.
  package static let partLimit = 64
  /// The most bytes that a part's header may have.
  package static let headerLimit = 8192

  /// The boundary that a Content-Type names (RFC 2046: 1 to 70 characters), quoted or not.
  package static func boundary(in contentType: String) throws(MultipartError) -> [UInt8] {
    let parameters = HeaderParameters(contentType)
    guard let boundary = parameters["boundary"], (1...70).contains(boundary.utf8.count),
      boundary.utf8.allSatisfy({ (32..<127).contains($0) })
    else { throw .noBoundary }
    return Array(boundary.utf8)
  }

  /// All parts in order. A preamble before the first boundary and whatever follows the closing one are ignored.
  package static func parse(_ bytes: [UInt8], boundary: [UInt8]) throws(MultipartError) -> [MultipartPart] {
    let delimiter: [UInt8] = [13, 10, 45, 45] + boundary
    var position: Int
    // The first delimiter needs no line break when the body begins with it.
    if bytes.starts(with: delimiter.dropFirst(2)) {
      position = delimiter.count - 2
    } else if let first = bytes.firstRange(of: delimiter, from: 0) {
      position = first.upperBound
    } else {
      throw .noPart
    }
    var parts: [MultipartPart] = []
    while true {
      if bytes.has([45, 45], at: position) { break }
      while position < bytes.count, bytes[position] == 32 || bytes[position] == 9 { position += 1 }
      guard bytes.has([13, 10], at: position) else {
        throw bytes.has([10], at: position) ? .bareLineFeeds : .unfinished
      }
      guard parts.count < partLimit else { throw .tooManyParts(limit: partLimit) }
      // A part without headers begins with its empty line, whose first break is the delimiter's own.
      guard let header = bytes.firstRange(of: [13, 10, 13, 10], from: position, to: position + headerLimit) else {
        if bytes.count - position > headerLimit { throw .headerTooLong(limit: headerLimit) }
        throw .unfinished
      }
      guard let end = bytes.firstRange(of: delimiter, from: header.upperBound - 2) else { throw .unfinished }
      let body = bytes[header.upperBound..<max(end.lowerBound, header.upperBound)]
      parts.append(try part(header: bytes[position..<header.lowerBound], body: body))
      position = end.upperBound
    }
    guard !parts.isEmpty else { throw .noPart }
    return parts
  }

  private static func part(header: ArraySlice<UInt8>, body: ArraySlice<UInt8>) throws(MultipartError) -> MultipartPart {
    let lines = String(decoding: header, as: UTF8.self).split(whereSeparator: \.isNewline)
    func field(_ name: String) -> HeaderParameters? {
      lines.first { $0.lowercased().hasPrefix("\(name):") }.map {
        HeaderParameters(String($0.dropFirst(name.count + 1)))
      }
    }
    guard let disposition = field("content-disposition"), disposition.value == "form-data",
      let name = disposition.text("name")
    else { throw .badHeader }
    return MultipartPart(
      name: name, fileName: disposition.text("filename"), type: field("content-type")?.value,
      body: try decoded(body, field("content-transfer-encoding")?.value ?? ""))
  }

  /// What a part holds. HTTP needs no transfer encoding, but mail's libraries write one.
  private static func decoded(_ body: ArraySlice<UInt8>, _ coding: String) throws(MultipartError) -> ArraySlice<UInt8> {
    switch coding {
    case "", "binary", "7bit", "8bit": return body
    case "base64":
      do throws(Base64.Fault) { return try Base64.decode(body)[...] } catch { throw .badEncoding(coding) }
    default: throw .badEncoding(coding)
    }
  }
}

extension [UInt8] {
  fileprivate func has(_ other: [UInt8], at position: Int) -> Bool {
    position + other.count <= count && self[position..<position + other.count].elementsEqual(other)
  }

  /// The first place of `other` that begins at or after `start` and before `end`.
  fileprivate func firstRange(of other: [UInt8], from start: Int, to end: Int = .max) -> Range<Int>? {
    let last = Swift.min(count - other.count, end)
    guard start <= last else { return nil }
    return withUnsafeBufferPointer { bytes in
      other.withUnsafeBufferPointer { other in
        var position = start
        while position <= last {
          if bytes[position] == other[0] {
            var same = 1
            while same < other.count, bytes[position + same] == other[same] { same += 1 }
            if same == other.count { return position..<position + same }
          }
          position += 1
        }
        return nil
      }
    }
  }
}
