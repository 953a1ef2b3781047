import Support

/// Collects images with their features, and writes them as the file of an index.
package struct FeatureIndexBuilder: Sendable {
  /// Features of an image.
  package let width: Int
  private var rows: [UInt8] = []
  private var rests: [UInt8] = []
  private var scales: [UInt8] = []
  private var images: [IndexedImage] = []

  package init(width: Int) { self.width = width }

  /// The images of an index, to add more to it.
  package init(_ index: FeatureIndex) {
    width = index.width
    rows = Array(index.bytes[index.layout.rows])
    rests = Array(index.bytes[index.layout.rests])
    scales = Array(index.bytes[index.layout.scales])
    images = (0..<index.count).map(index.image)
  }

  /// How many images there are.
  package var count: Int { images.count }

  /// Adds an image with its `width` features; what has no direction (zeros) or isn't finite is like nothing.
  package mutating func append(_ image: IndexedImage, features: some Collection<Float>) {
    precondition(features.count == width)
    // Whole parts of 127, and what is left in parts of 254 of one: together sixteen bits.
    let fine = FeatureIndex.rounded(features, to: 127 * FeatureIndex.parts)
    let values = fine?.values ?? [Int16](repeating: 0, count: width)
    let step = (fine?.step ?? 0) * Float(FeatureIndex.parts)
    for value in values {
      let whole = Int((Float(value) / Float(FeatureIndex.parts)).rounded())
      rows.append(UInt8(bitPattern: Int8(whole)))
      rests.append(UInt8(bitPattern: Int8(Int(value) - whole * FeatureIndex.parts)))
    }
    scales += withUnsafeBytes(of: step.bitPattern.littleEndian, Array.init)
    images.append(image)
  }

  /// The same with a thumbnail for each image, in their order.
  package func with(thumbnails: [[UInt8]]) -> FeatureIndexBuilder {
    var copy = self
    copy.images = zip(images, thumbnails).map {
      IndexedImage(file: $0.file, classIndex: $0.classIndex, digest: $0.digest, thumbnail: $1)
    }
    return copy
  }

  /// The file's bytes: equal images give equal bytes.
  package func encoded() -> [UInt8] {
    var names: [UInt8] = []
    var smalls: [UInt8] = []
    var records: [UInt8] = []
    for image in images {
      let name = Array(image.file.utf8.prefix(1 << 16))
      let record = FeatureIndex.Record(
        digest: image.digest, classIndex: image.classIndex, name: names.count..<(names.count + name.count),
        thumbnail: smalls.count..<(smalls.count + image.thumbnail.count))
      names += name
      smalls += image.thumbnail
      records += record.encoded
    }
    let layout = IndexLayout(
      count: images.count, width: width, nameBytes: names.count, thumbnailBytes: smalls.count)
    var bytes = layout.header
    bytes.reserveCapacity(layout.thumbnails.upperBound)
    for (part, place) in [
      (rows, layout.rows), (rests, layout.rests), (scales, layout.scales), (records, layout.records),
      (names, layout.names),
      (smalls, layout.thumbnails),
    ] {
      bytes += [UInt8](repeating: 0, count: place.lowerBound - bytes.count)
      bytes += part
    }
    return bytes
  }
}
