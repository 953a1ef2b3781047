import Foundation
import TestSupport
import Testing

@testable import Imaging

/// Decoding in processes of the built program: the same images, and nothing lost where a decoder ends.
@Suite(.serialized) struct IsolationTests {
  private let pool = DecoderPool(program: Program.binary.path, arguments: ["decode-images"])
  private let preprocessing = Preprocessing(size: 64, mean: [0, 0, 0], std: [1, 1, 1])

  private static let seeds: [URL] = {
    let folder = RealImages.checkout.appending(path: "Tests/FuzzTests/Corpus/image")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().map { folder.appending(path: $0) }
  }()

  private static func seed(_ name: String) throws -> [UInt8] {
    let file = try #require(seeds.first { $0.lastPathComponent == name })
    return [UInt8](try Data(contentsOf: file))
  }

  /// An image as it comes out, its pixels as a hash, or the error's words.
  private func outcome(_ bytes: [UInt8], _ limits: Limits, minimumSide: Int?) -> String {
    do throws(ImagingError) {
      let image = try DecodedImage.decode(bytes, limits: limits, minimumSide: minimumSide)
      let pixels = try image.planes(preprocessing).hashValue
      return "\(image.kind) \(image.width) \(image.height) \(image.orientation) \(image.frames) \(pixels)"
    } catch {
      return "\(error)"
    }
  }

  private func expectSame(_ bytes: [UInt8], _ name: String, minimumSide: Int? = nil) {
    for acceptsTruncated in [false, true] {
      let here = Limits(pixels: 30_000_000, acceptsTruncated: acceptsTruncated)
      var there = here
      there.pool = pool
      #expect(
        outcome(bytes, here, minimumSide: minimumSide) == outcome(bytes, there, minimumSide: minimumSide), "\(name)")
    }
  }

  @Test func imagesAreTheSame() throws {
    #expect(Self.seeds.count > 10)
    // What a damaged file shows is what memory holds, which processes of decoders fill beforehand.
    for file in Self.seeds where !file.lastPathComponent.hasPrefix("damaged") {
      let bytes = [UInt8](try Data(contentsOf: file))
      for minimumSide in [nil, 8] { expectSame(bytes, file.lastPathComponent, minimumSide: minimumSide) }
      expectSame(Array(bytes.dropLast(bytes.count / 3)), "\(file.lastPathComponent), cut")
    }
    // Several strips, whose rows don't fill what the loader reads.
    let pixels = TestImages.scene(width: 1234, height: 777)
    let large = try #require(RGBImage(width: 1234, height: 777, pixels: pixels)).png()
    for minimumSide in [nil, 100] { expectSame(large, "large", minimumSide: minimumSide) }
  }

  @Test(.enabled(if: RealImages.available)) func awkwardImagesAreTheSame() throws {
    let folder = RealImages.file("awkward")
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() where name != "index.csv" {
      guard let bytes = try? Data(contentsOf: folder.appending(path: name)), bytes.count < 8 << 20 else { continue }
      expectSame([UInt8](bytes), name)
    }
  }

  /// What an image may take has room for all that may be decoded.
  @Test func theLargestIsDecoded() throws {
    let limits = Limits(pool: pool)
    let image = try DecodedImage.decode(TestImages.hugeWebP, limits: limits, minimumSide: 64)
    #expect(image.width == 10_000 && image.height == 10_000)
    typealias Bound = DecoderService.Bound
    // Progressive CMYK: coefficients of two bytes, and four components.
    let largest = Bound(pixels: limits.pixels, samples: 4, count: limits.bytes, cores: 1)
    #expect(largest.bytes > 20 * limits.pixels && largest.seconds >= 60)
    #expect(Bound(pixels: 4096, samples: 3, count: 2 << 20, cores: 2).bytes < 300 << 20)
  }

  @Test func manyAtATimeAreTheSame() async throws {
    let bytes = try Self.seed("seed-plain.png")
    let expected = outcome(bytes, Limits(), minimumSide: nil)
    let found = await withTaskGroup(of: String.self) { group in
      for _ in 0..<40 { group.addTask { outcome(bytes, Limits(pool: pool), minimumSide: nil) } }
      return await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(found == [expected])
  }

  @Test func whatIsInterruptedIsNotBegunAndEndsNoOther() throws {
    let (bytes, interruption) = (try Self.seed("seed-plain.png"), DecodingInterruption())
    var limits = Limits(pool: pool)
    let expected = outcome(bytes, limits, minimumSide: nil)
    limits.interruption = interruption
    #expect(outcome(bytes, limits, minimumSide: nil) == expected)
    interruption.raise()
    let error = #expect(throws: ImagingError.self) { try DecodedImage.decode(bytes, limits: limits) }
    #expect(error?.description.contains("interrupted") == true)
    limits.interruption = nil
    #expect(outcome(bytes, limits, minimumSide: nil) == expected)
  }

  /// libde265 shows memory that it hasn't written where a file is damaged.
  @Test func aDecoderShowsNothingOfImagesBefore() throws {
    let damaged = try Self.seed("damaged.heic")
    let first = outcome(damaged, Limits(pool: pool), minimumSide: nil)
    for before in [
      ["seed-cmyk.jpg", "seed-two-colours.heic"], ["seed-lzw.tif"], ["seed-plain.avif", "seed-plain.png"],
    ] {
      for name in before { _ = try DecodedImage.decode(Self.seed(name), limits: Limits(pool: pool)) }
      #expect(outcome(damaged, Limits(pool: pool), minimumSide: nil) == first, "after \(before)")
    }
  }

  @Test func standardInputThatIsNoDecodersIsSaid() throws {
    let outcome = try Program().run("decode-images")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("This verb is for the program itself"), "\(outcome.errors)")
  }
}

#if os(Linux)
  extension IsolationTests {
    /// The processes that this one has started to decode.
    private func decoders() -> [Int32] {
      let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
      return all.compactMap { Int32($0) }.filter { process in
        let words = Self.text("/proc/\(process)/stat").split(separator: ")").last?.split(separator: " ")
        return words.map { $0.count > 1 && $0[0] != "Z" && $0[1] == "\(getpid())" } == true
          && Self.commandLine(process).contains("decode-images")
      }
    }

    /// A process has no command line for a moment, after it is started and before its program is loaded.
    private static func commandLine(_ process: Int32) -> String {
      for _ in 0..<1000 {
        let words = text("/proc/\(process)/cmdline")
        guard words.isEmpty else { return words }
        usleep(1000)
      }
      return ""
    }

    private static func text(_ path: String) -> String {
      String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }

    @Test func theNextImageGetsANewDecoder() throws {
      let (bytes, limits) = (try Self.seed("seed-plain.avif"), Limits(pool: pool))
      let expected = outcome(bytes, limits, minimumSide: nil)
      for _ in 0..<3 {
        let first = try #require(decoders().first)
        kill(first, SIGKILL)
        #expect(outcome(bytes, limits, minimumSide: nil) == expected)
        #expect(decoders().first.map { $0 != first } == true)
      }
      #expect(decoders().count == 1)
      // A service manager asks all its processes to end; what was begun is to be answered.
      let last = decoders()
      for signal in [SIGTERM, SIGINT, SIGHUP] { for process in last { kill(process, signal) } }
      #expect(outcome(bytes, limits, minimumSide: nil) == expected)
      #expect(decoders() == last)
    }

    @Test func aDecoderIsConfined() throws {
      setenv("DOGBREED_API_KEYS", "a secret", 1)
      defer { unsetenv("DOGBREED_API_KEYS") }
      _ = try DecodedImage.decode(Self.seed("seed-plain.png"), limits: Limits(pool: pool))
      let process = try #require(decoders().first)
      let status = Self.text("/proc/\(process)/status")
      #expect(status.contains("Seccomp:\t2"), "\(status)")
      #expect(status.contains("NoNewPrivs:\t1"), "\(status)")
      #expect(Self.text("/proc/\(process)/oom_score_adj") == "1000\n")
      #expect(Self.text("/proc/\(process)/comm") == "decode-images\n")
      #expect(!Self.text("/proc/\(process)/environ").contains("secret"))
      let limits = Self.text("/proc/\(process)/limits").split(separator: "\n")
      for name in ["Max cpu time", "Max data size"] {
        #expect(limits.contains { $0.hasPrefix(name) && !$0.hasPrefix("\(name) unlimited") }, "\(limits)")
      }
      let files = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").compactMap {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/fd/\($0)")
      }
      // The socket, nothing, the process's own size, and what Swift's threads wait on.
      #expect(
        files.allSatisfy { file in
          ["socket:", "/dev/null", "/proc/", "anon_inode:"].contains { file.hasPrefix($0) }
        }, "\(files)")
      #expect(Set(files.filter { $0.hasPrefix("socket:") }).count == 1, "\(files)")
    }

    @Test func decodersEndWithTheirPool() throws {
      var limits = Limits(pool: DecoderPool(program: Program.binary.path, arguments: ["decode-images"]))
      limits.pool?.start()
      #expect(decoders().count == 1)
      _ = try DecodedImage.decode(Self.seed("seed-plain.png"), limits: limits)
      #expect(decoders().count == 1)
      limits.pool = nil
      #expect(decoders().isEmpty)
    }
  }
#endif
