import Foundation
import Support
import SwiftProtobuf

/// A TensorBoard event file: records of protobuf messages, each framed by its length and two checksums.
///
/// The frame is TensorFlow's TFRecord (length as 64 bits, masked CRC-32C of it, data, masked CRC-32C of the data); the
/// messages are `Event`, `Summary` and `SessionLog` of `tensorflow/core/util/event.proto`, of which `Generated` has the
/// few fields used.
final class EventFile {
  private let file: URL
  private let handle: FileHandle

  /// Begins a new file, which invalidates what other files have from `step` on.
  init(in folder: URL, from step: Int) throws(TuningError) {
    let time = Int(Date().timeIntervalSince1970)
    let name = "events.out.tfevents.\(time).dogbreed.\(ProcessInfo.processInfo.processIdentifier)"
    file = folder.appending(path: name)
    try WholeFile.write("", to: file)
    do {
      handle = try FileHandle(forWritingTo: file)
    } catch {
      throw .unwritable(file: file.path, reason: SystemReason.of(error))
    }
    try append(.fileVersion("brain.Event:2"), step: 0)
    try append(.sessionLog(.with { $0.status = .start }), step: step + 1)
  }

  /// Numbers by their tags.
  func scalars(_ values: [String: Double], step: Int) throws(TuningError) {
    let summary = Tensorboard_Summary.with { summary in
      summary.value = values.sorted { $0.key < $1.key }.map { tag, number in
        .with { ($0.tag, $0.simpleValue) = (tag, Float(number)) }
      }
    }
    try append(.summary(summary), step: step)
  }

  /// A PNG image.
  func image(_ tag: String, _ image: (png: [UInt8], width: Int, height: Int), step: Int) throws(TuningError) {
    let value = Tensorboard_Summary.Value.with { value in
      value.tag = tag
      value.image = .with {
        ($0.height, $0.width, $0.colorspace) = (Int32(image.height), Int32(image.width), 3)
        $0.encodedImageString = Data(image.png)
      }
    }
    try append(.summary(.with { $0.value = [value] }), step: step)
  }

  func flush() throws(TuningError) {
    do {
      try handle.synchronize()
    } catch {
      throw .unwritable(file: file.path, reason: SystemReason.of(error))
    }
  }

  private func append(_ what: Tensorboard_Event.OneOf_What, step: Int) throws(TuningError) {
    let event = Tensorboard_Event.with {
      ($0.wallTime, $0.step, $0.what) = (Date().timeIntervalSince1970, Int64(step), what)
    }
    do {
      let bytes: [UInt8] = try event.serializedBytes()
      let length = Self.bytes(UInt64(bytes.count))
      try handle.write(
        contentsOf: length + Self.bytes(CRC32C.masked(length)) + bytes + Self.bytes(CRC32C.masked(bytes)))
    } catch {
      throw .unwritable(file: file.path, reason: SystemReason.of(error))
    }
  }

  private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }
}

extension CRC32C {
  /// TensorFlow's mask of the checksum: turned right by 15 bits, plus a constant.
  static func masked(_ bytes: [UInt8]) -> UInt32 {
    let sum = CRC32C(of: bytes).value
    return (sum >> 15 | sum << 17) &+ 0xA282_EAD8
  }
}
