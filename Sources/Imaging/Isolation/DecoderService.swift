import CChildProcess
import Foundation

/// What a decoding process does: one image after the other, until the process that started it is gone.
package enum DecoderService {
  /// What an image may take on top of what the process has.
  struct Bound: Hashable {
    /// Bytes of memory.
    let bytes: Int
    /// Seconds of a core.
    let seconds: Int

    /// For an image of so many pixels with `samples` bytes each, in a file of `count` bytes: several times what the loaders
    /// hold at most, threads' stacks and tables, and a slow machine's time.
    init(pixels: Int, samples: Int, count: Int, cores: Int) {
      bytes = 256 << 20 + 10 << 20 * cores + 4 * count + (32 + 2 * samples) * pixels
      seconds = 10 + pixels / 2_000_000
    }
  }

  /// Pixels of an image after which what was freed is given back: a process that waits should be small.
  private static let large = 1_000_000

  /// Serves the socket that is the process's standard input.
  ///
  /// Throws `DecoderServiceError` where standard input is anything else.
  package static func run() throws(DecoderServiceError) {
    guard VipsDecoder.started else { throw .unready }
    VipsDecoder.warmUp()
    let (usage, cores) = (ccp_usage(), ProcessInfo.processInfo.activeProcessorCount)
    // Where the system has no such thing, the process is at least another one.
    let greeting = [DecodingWire.version, Int64(ccp_confine())]
    guard ccp_send(STDOUT_FILENO, greeting, greeting.count * 8) == 0 else { throw .foreign }
    while let (words, bytes) = try next() {
      guard let job = DecodingJob(words) else { throw .foreign }
      func bound(pixels: Int, samples: Int) {
        let bound = Bound(pixels: pixels, samples: samples, count: bytes.count, cores: cores)
        ccp_bound(usage, UInt64(bound.bytes), UInt32(bound.seconds))
      }
      // libwebp has room for all pixels once it has read the header.
      let claimed = ClaimedSize.of(bytes, job.kind).map { min($0.width * $0.height, job.limits.pixels) }
      bound(pixels: claimed ?? 0, samples: 4)
      var pixels = 0
      try answer(job, bytes, wantsPixels: words[1] == 1) { header in
        // A JPEG that is decoded smaller says so in its header already.
        pixels = header.width * header.height * job.shrink * job.shrink
        bound(pixels: pixels, samples: header.pixelBytes)
      }
      if pixels > large { ccp_trim() }
    }
  }

  /// The next job and its image; nil where the other side is gone.
  private static func next() throws(DecoderServiceError) -> (words: [Int64], bytes: [UInt8])? {
    var words = [Int64](repeating: 0, count: DecodingWire.jobLength)
    let status = ccp_receive(STDIN_FILENO, &words, words.count * 8, -1)
    guard status != EPIPE else { return nil }
    guard status == 0, words[0] == DecodingWire.version, let count = words.last, count >= 0, count <= words[6] else {
      throw .foreign
    }
    var bytes = [UInt8](repeating: 0, count: Int(count))
    return ccp_receive(STDIN_FILENO, &bytes, bytes.count, -1) == 0 ? (words, bytes) : nil
  }

  /// Sends the header, and the pixels once `bound` has set what they may take.
  private static func answer(
    _ job: DecodingJob, _ bytes: [UInt8], wantsPixels: Bool, bound: (ImageHeader) -> Void
  ) throws(DecoderServiceError) {
    var sink = LinkSink()
    do throws(ImagingError) {
      try VipsDecoder.withImage(bytes, job) { (image) throws(ImagingError) in
        let header = image.header(job.kind)
        sink.send(.header, header.words)
        guard wantsPixels else { return }
        bound(header)
        try image.read(job, into: &sink)
      }
      sink.send(.end, [])
    } catch {
      let (numbers, text) = error.words
      let utf8 = Array(text.utf8.prefix(DecodingWire.textLimit))
      sink.send(.failure, numbers + [Int64(utf8.count)])
      sink.send(utf8, utf8.count)
    }
    guard !sink.isBroken else { throw .gone }
  }
}

/// Sends what a decoder gives to the other process.
private struct LinkSink: RowSink {
  private(set) var isBroken = false
  private var strip: [UInt8] = []
  private var width = 0

  mutating func send(_ part: DecodingWire.Part, _ words: [Int64]) {
    let all = [part.rawValue] + words
    send(all, all.count * 8)
  }

  mutating func send(_ bytes: UnsafeRawPointer, _ count: Int) {
    isBroken = isBroken || ccp_send(STDOUT_FILENO, bytes, count) != 0
  }

  mutating func begin(_ coding: Pixels.Coding, width: Int, height: Int) throws(ImagingError) {
    self.width = width
    send(.begin, [coding.word, Int64(width), Int64(height)])
  }

  mutating func add(_ rows: UnsafePointer<UInt8>, count: Int, stride: Int) throws(ImagingError) {
    send(.rows, [Int64(count)])
    if stride == 3 * width { return send(rows, count * stride) }
    strip.removeAll(keepingCapacity: true)
    for y in 0..<count { strip.append(contentsOf: UnsafeBufferPointer(start: rows + y * stride, count: 3 * width)) }
    let bytes = strip
    send(bytes, bytes.count)
  }
}

/// Why a decoding process ends.
package enum DecoderServiceError: Error, Hashable, CustomStringConvertible {
  /// libvips did not start.
  case unready
  /// What came isn't a job of this version.
  case foreign
  /// The process that asked is gone.
  case gone

  package var description: String {
    switch self {
    case .unready: "libvips did not start; install it again."
    case .foreign: "This verb is for the program itself: it decodes images that another process of it sends."
    case .gone: "The process that asked for an image is gone."
    }
  }
}
