import Foundation
import TestSupport
import Testing

@testable import Imaging

/// What becomes of an image whose decoder is anything but one.
@Suite struct DecoderPoolTests {
  private static func png() throws -> [UInt8] { try scene(48, 36).png() }

  private static func bytes(_ words: [Int64]) -> [UInt8] { words.flatMap { withUnsafeBytes(of: $0, Array.init) } }

  /// A shell's words that send numbers.
  private static func saying(_ words: [Int64]) -> String {
    "printf '\(bytes(words).map { "\\\(String($0, radix: 8))" }.joined())'"
  }

  private static let greeting = saying([DecodingWire.version, 0])

  @Test(arguments: [
    ("kill -SEGV $$", "its decoder crashes"), ("kill -XCPU $$", "takes too long"),
    ("kill -KILL $$", "not enough memory"), ("exit 0", "its decoder crashes"), ("cat", "its decoder crashes"),
    // A header of 2⁶³ − 1 pixels, from one that was taken over.
    ("\(saying([1, .max, .max, .max, .max, .max])); cat >/dev/null", "its decoder crashes"),
  ])
  func aDecoderThatEndsRefusesTheImage(_ rest: String, _ reason: String) throws {
    let limits = Limits(pool: DecoderPool(program: "/bin/sh", arguments: ["-c", "\(Self.greeting); \(rest)"]))
    let bytes = try Self.png()
    for _ in 0..<2 {
      let error = #expect(throws: ImagingError.self) { try DecodedImage.decode(bytes, limits: limits) }
      #expect(error?.description.contains(reason) == true, "\(error as Any)")
      #expect(throws: ImagingError.self) { try DecodedImage.inspect(bytes, limits: limits) }
    }
  }

  /// A program that was replaced, or can't run here: no fault of the image.
  @Test(arguments: [
    ("exit 1", "it ends before it is ready"), ("kill -SEGV $$", "it ends before it is ready"),
    ("\(saying([DecodingWire.version]))", "it ends before it is ready"),
    ("echo The program of another version", "the program is another one"),
    ("\(saying([DecodingWire.version + 1, 0])); cat", "the program is another one"),
    ("\(saying([DecodingWire.version, -1])); cat", "the program is another one"),
    ("\(saying([DecodingWire.version, .max])); cat", "the program is another one"),
  ])
  func aProgramThatDoesNotGreetIsNoFaultOfTheImage(_ script: String, _ reason: String) throws {
    let pool = DecoderPool(program: "/bin/sh", arguments: ["-c", script])
    pool.start()
    for _ in 0..<2 {
      let error = #expect(throws: ImagingError.self) {
        try DecodedImage.decode(Self.png(), limits: Limits(pool: pool))
      }
      guard case .noDecoder(let found) = error, found.contains(reason) else {
        Issue.record("\(error as Any)")
        continue
      }
    }
    #expect(throws: ImagingError.self) { try pool.confinementFailure() }
  }

  @Test func whyItIsNotConfinedIsSaid() throws {
    for (number, words) in [(Int64(EPERM), "Operation not permitted"), (0, nil)] {
      let script = "\(Self.saying([DecodingWire.version, number])); cat > /dev/null"
      let pool = DecoderPool(program: "/bin/sh", arguments: ["-c", script])
      for _ in 0..<2 { #expect(try pool.confinementFailure() == words) }
    }
  }

  /// A decoder that was taken over by an image may say anything: that is an image or a refusal, whatever it is.
  @Test func nothingIsBelievedOfADecoder() throws {
    let folder = try TemporaryFolder()
    let bytes = try Self.png()
    let (width, height) = (13, 7)
    let size = [Int64(width), Int64(height)]
    let pixels = [UInt8](repeating: 77, count: 3 * width * height)
    let (header, rows) = ([1] + size + [1, 1, 3, 2, -1] + size, [3, Int64(height)])
    let reply = Self.bytes(header + rows) + pixels + Self.bytes([4])
    func decoded(_ reply: [UInt8]) throws -> Result<DecodedImage, ImagingError> {
      let file = try folder.write(reply, to: "reply")
      // What is sent is read first, or sending it would fail.
      let read = "head -c \(8 * DecodingWire.jobLength + bytes.count) > /dev/null"
      let script = "\(Self.greeting); \(read); cat '\(file.path)'"
      let program = DecoderPool(program: "/bin/sh", arguments: ["-c", script])
      return Result { () throws(ImagingError) in try DecodedImage.decode(bytes, limits: Limits(pool: program)) }
    }
    let image = try decoded(reply).get()
    #expect(image.width == width && image.height == height)
    var generator = SeededGenerator(seed: 7)
    var refused = 0
    for turn in 0..<150 {
      var changed = reply
      let numbers: [Int64] = [0, -1, 1, 2, 3, 4, 5, .max, .min, 1 << 31, 100_000_000, Int64(turn)]
      let places = (0..<17).map { 8 * $0 }.filter { $0 < 88 || $0 >= reply.count - 8 } + [reply.count - 8]
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let number = Self.bytes([numbers[Int.random(in: numbers.indices, using: &generator)]])
        let place = places[Int.random(in: places.indices, using: &generator)]
        changed.replaceSubrange(place..<place + 8, with: number)
      }
      if case .failure = try decoded(changed) { refused += 1 }
    }
    #expect(refused > 50)
  }

  @Test func aProgramThatIsNotThereIsSaid() throws {
    let limits = Limits(pool: DecoderPool(program: "/nowhere/dogbreed", arguments: []))
    let error = #expect(throws: ImagingError.self) {
      try DecodedImage.decode(Self.png(), limits: limits)
    }
    #expect(error?.description.contains("can't be started (No such file or directory)") == true, "\(error as Any)")
    // What libvips doesn't decode needs none.
    _ = try DecodedImage.decode(scene(48, 36).jpeg(), limits: limits)
  }
}
