import Dispatch
import Foundation
import Support

/// The features of a model's training images, with a scale per image: the nearest are found by comparing all in eight bits, and the
/// best of these in sixteen.
///
/// Features are scaled to length 1 first, so that an inner product is a cosine.
package struct FeatureIndex: Sendable {
  /// The file's name in a model folder.
  package static let file = "index.features"
  /// Features that an image may have.
  package static let widest = ByteRows.widest

  /// Into how many parts a step of a row is divided by what its rest says.
  static let parts = 254

  let layout: IndexLayout
  /// The whole file.
  let bytes: [UInt8]

  /// How many images there are.
  package var count: Int { layout.count }
  /// Features of an image.
  package var width: Int { layout.width }

  /// Whether images have thumbnails.
  package var hasThumbnails: Bool { layout.thumbnailBytes > 0 }

  /// Reads a file's bytes; nothing in them is trusted.
  ///
  /// - Parameters:
  ///   - classes: How many classes the model has.
  ///   - file: For messages.
  /// - Throws: `ArtifactError.invalid`.
  package init(_ bytes: [UInt8], classes: Int, file: String) throws(ArtifactError) {
    guard let layout = IndexLayout(bytes, size: bytes.count) else {
      throw .invalid(file: file, reason: "it is not an index of features, or not a whole one")
    }
    (self.layout, self.bytes) = (layout, bytes)
    for place in 0..<count {
      guard Record(at: place, in: bytes, layout).isSound(layout, classes: classes), scale(place).isFinite else {
        throw .invalid(file: file, reason: "image \(place + 1) of its index makes no sense")
      }
    }
  }

  /// One of the images; throws nothing, since all were checked.
  package func image(_ place: Int) -> IndexedImage {
    let record = Record(at: place, in: bytes, layout)
    let name = layout.names.lowerBound + record.nameStart
    let small = layout.thumbnails.lowerBound + record.thumbnailStart
    return IndexedImage(
      file: String(decoding: bytes[name..<(name + record.nameLength)], as: UTF8.self), classIndex: record.classIndex,
      digest: record.digest, thumbnail: Array(bytes[small..<(small + record.thumbnailLength)]))
  }

  /// One image's features as they were stored, of length 1 but for rounding.
  package func features(_ place: Int) -> [Float] {
    let (start, rest) = (layout.rows.lowerBound + place * width, layout.rests.lowerBound + place * width)
    let scale = scale(place)
    return (0..<width).map { feature in
      let whole = Float(Int8(bitPattern: bytes[start + feature]))
      return (whole + Float(Int8(bitPattern: bytes[rest + feature])) / Float(Self.parts)) * scale
    }
  }

  func scale(_ place: Int) -> Float {
    bytes.withUnsafeBytes {
      let start = layout.scales.lowerBound + place * 4
      return Float(bitPattern: UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: start, as: UInt32.self)))
    }
  }
}

extension FeatureIndex {
  /// What is said of one image: SHA-256, class, and where its name and its thumbnail are.
  struct Record: Hashable, Sendable {
    var digest: [UInt8]
    var classIndex: Int
    var nameStart: Int
    var nameLength: Int
    var thumbnailStart: Int
    var thumbnailLength: Int

    init(digest: [UInt8], classIndex: Int, name: Range<Int>, thumbnail: Range<Int>) {
      (self.digest, self.classIndex) = (digest, classIndex)
      (nameStart, nameLength) = (name.lowerBound, name.count)
      (thumbnailStart, thumbnailLength) = (thumbnail.lowerBound, thumbnail.count)
    }

    init(at place: Int, in bytes: [UInt8], _ layout: IndexLayout) {
      let start = layout.records.lowerBound + place * IndexLayout.recordLength
      func number(_ offset: Int) -> Int {
        bytes.withUnsafeBytes {
          Int(UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: start + 32 + offset, as: UInt32.self)))
        }
      }
      digest = Array(bytes[start..<(start + 32)])
      (classIndex, nameLength, thumbnailLength) = (number(0), number(4), number(8))
      // 40 bits each are more than such a file can have.
      nameStart = number(12) | (number(16) & 0xFF) << 32
      thumbnailStart = number(20) | (number(24) & 0xFF) << 32
    }

    var encoded: [UInt8] {
      let numbers = [
        classIndex, nameLength, thumbnailLength, nameStart & 0xFFFF_FFFF, nameStart >> 32,
        thumbnailStart & 0xFFFF_FFFF, thumbnailStart >> 32, 0,
      ]
      return digest.prefix(32)
        + numbers.flatMap { withUnsafeBytes(of: UInt32(truncatingIfNeeded: $0).littleEndian, Array.init) }
    }

    func isSound(_ layout: IndexLayout, classes: Int) -> Bool {
      classIndex < classes && nameLength <= 1 << 16 && nameStart + nameLength <= layout.nameBytes
        && thumbnailLength <= 1 << 20 && thumbnailStart + thumbnailLength <= layout.thumbnailBytes
    }
  }
}
