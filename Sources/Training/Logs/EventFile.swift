import Foundation

/// A TensorBoard event file: records of protobuf messages, each framed by its length and two checksums.
///
/// The frame is TensorFlow's TFRecord (length as 64 bits, masked CRC-32C of it, data, masked CRC-32C of the data); the
/// messages are `Event`, `Summary` and `SessionLog` of `tensorflow/core/util/event.proto`, of which the few fields used
/// are written here.
final class EventFile {
  private let file: URL
  private let handle: FileHandle

  /// Begins a new file, which says that what other files have from `step` on is void.
  init(in folder: URL, from step: Int) throws(TuningError) {
    let time = Int(Date().timeIntervalSince1970)
    let name = "events.out.tfevents.\(time).dogbreed.\(ProcessInfo.processInfo.processIdentifier)"
    file = folder.appending(path: name)
    try WholeFile.write("", to: file)
    do {
      handle = try FileHandle(forWritingTo: file)
    } catch {
      throw .unwritable(file: file.path, reason: error.localizedDescription)
    }
    var version = Protobuf()
    version.double(1, Date().timeIntervalSince1970)
    version.text(3, "brain.Event:2")
    try append(version)
    var start = Protobuf()
    start.double(1, Date().timeIntervalSince1970)
    start.integer(2, step + 1)
    var session = Protobuf()
    session.integer(1, 1)
    start.message(7, session)
    try append(start)
  }

  /// Numbers by their tags.
  func scalars(_ values: [String: Double], step: Int) throws(TuningError) {
    var summary = Protobuf()
    for (tag, number) in values.sorted(by: { $0.key < $1.key }) {
      var value = Protobuf()
      value.text(1, tag)
      value.float(2, Float(number))
      summary.message(1, value)
    }
    try event(summary, step: step)
  }

  /// A PNG picture.
  func picture(_ tag: String, _ picture: (png: [UInt8], width: Int, height: Int), step: Int) throws(TuningError) {
    var image = Protobuf()
    image.integer(1, picture.height)
    image.integer(2, picture.width)
    image.integer(3, 3)
    image.bytes(4, picture.png)
    var value = Protobuf()
    value.text(1, tag)
    value.message(4, image)
    var summary = Protobuf()
    summary.message(1, value)
    try event(summary, step: step)
  }

  func flush() throws(TuningError) {
    do {
      try handle.synchronize()
    } catch {
      throw .unwritable(file: file.path, reason: error.localizedDescription)
    }
  }

  private func event(_ summary: Protobuf, step: Int) throws(TuningError) {
    var event = Protobuf()
    event.double(1, Date().timeIntervalSince1970)
    event.integer(2, step)
    event.message(5, summary)
    try append(event)
  }

  private func append(_ message: Protobuf) throws(TuningError) {
    let length = withUnsafeBytes(of: UInt64(message.bytes.count).littleEndian) { Array($0) }
    func sum(_ bytes: [UInt8]) -> [UInt8] { withUnsafeBytes(of: CRC32C.masked(bytes).littleEndian) { Array($0) } }
    do {
      try handle.write(contentsOf: Data(length + sum(length) + message.bytes + sum(message.bytes)))
    } catch {
      throw .unwritable(file: file.path, reason: error.localizedDescription)
    }
  }
}

/// Writes protobuf's wire format (protobuf.dev, "Encoding"): fields in the order in which they are given.
struct Protobuf {
  private(set) var bytes: [UInt8] = []

  mutating func integer(_ field: Int, _ value: Int) {
    varint(UInt64(field << 3))
    varint(UInt64(bitPattern: Int64(value)))
  }

  mutating func double(_ field: Int, _ value: Double) {
    varint(UInt64(field << 3 | 1))
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
  }

  mutating func float(_ field: Int, _ value: Float) {
    varint(UInt64(field << 3 | 5))
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
  }

  mutating func text(_ field: Int, _ value: String) { bytes(field, Array(value.utf8)) }

  mutating func message(_ field: Int, _ value: Protobuf) { bytes(field, value.bytes) }

  mutating func bytes(_ field: Int, _ value: [UInt8]) {
    varint(UInt64(field << 3 | 2))
    varint(UInt64(value.count))
    bytes += value
  }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

/// CRC-32C (Castagnoli), and TensorFlow's mask of it.
enum CRC32C {
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
  }

  static func of(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { $0 >> 8 ^ table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
  }

  /// Turned right by 15 bits, plus a constant.
  static func masked(_ bytes: [UInt8]) -> UInt32 {
    let sum = of(bytes)
    return (sum >> 15 | sum << 17) &+ 0xA282_EAD8
  }
}
