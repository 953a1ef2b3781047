/// How a decoding process and the one that started it talk: words of 64 bits in the machine's own order, then bytes.
///
/// Neither trusts the other's numbers; what decodes foreign bytes may have been taken over by them.
enum DecodingWire {
  /// The first word of the greeting and of each job, so that a program of another version is noticed.
  static let version: Int64 = 0x6462_0002

  /// Words of what a process sends once it is ready: the version, and the errno for which it isn't confined, or 0.
  static let greetingLength = 2

  /// The first word of each part of a reply.
  enum Part: Int64 {
    /// Width and height as stored, orientation, frames, bytes of a pixel.
    case header = 1
    /// Shifts of the chroma, or -1 for red, green and blue; width and height.
    case begin
    /// How many rows there are, and their bytes without gaps.
    case rows
    case end
    /// Number of the error's kind, two numbers, bytes of its text, and the text.
    case failure
  }

  /// The most bytes of an error's text.
  static let textLimit = 1000

  /// Words of a job.
  static let jobLength = 10

  /// A size that came as words; nil for one that can't be, or goes beyond the limits.
  static func size(_ width: Int64, _ height: Int64, _ job: DecodingJob) -> (width: Int, height: Int)? {
    guard width > 0, height > 0, (try? job.limits.check(width: Int(width), height: Int(height))) != nil else {
      return nil
    }
    return (Int(width), Int(height))
  }
}

extension DecodingJob {
  /// The job in words, `count` bytes of an image following.
  func words(count: Int, wantsPixels: Bool) -> [Int64] {
    let kinds = ImageFormat.allCases
    return [
      DecodingWire.version, wantsPixels ? 1 : 0, Int64(kinds.firstIndex(of: kind) ?? 0), Int64(shrink),
      isPartial ? 1 : 0, Int64(minimumSide ?? -1), Int64(limits.bytes), Int64(limits.side), Int64(limits.pixels),
      Int64(count),
    ]
  }

  /// A job that came as words; nil for words that are none.
  init?(_ words: [Int64]) {
    let kinds = ImageFormat.allCases
    guard words.count == DecodingWire.jobLength, words[0] == DecodingWire.version,
      kinds.indices.contains(Int(words[2])), [1, 2, 4, 8].contains(words[3])
    else { return nil }
    kind = kinds[Int(words[2])]
    limits = Limits(bytes: Int(words[6]), side: Int(words[7]), pixels: Int(words[8]))
    shrink = Int(words[3])
    isPartial = words[4] == 1
    minimumSide = words[5] < 0 ? nil : Int(words[5])
  }
}

extension ImageHeader {
  /// The header in words.
  var words: [Int64] {
    let stored = orientation.swapsSides ? (height, width) : (width, height)
    return [stored.0, stored.1, orientation.rawValue, frames, pixelBytes].map(Int64.init)
  }

  /// A header that came as words; nil for one that can't be, or goes beyond the limits.
  init?(_ words: [Int64], _ job: DecodingJob) {
    guard words.count == 5, words.allSatisfy({ $0 > 0 && $0 < 1 << 40 }),
      let orientation = Orientation(rawValue: Int(words[2])),
      let size = DecodingWire.size(words[0], words[1], job)
    else { return nil }
    self.init(
      kind: job.kind, storedWidth: size.width, storedHeight: size.height, orientation: orientation,
      frames: Int(words[3]), pixelBytes: Int(words[4]))
  }
}

extension Pixels.Coding {
  /// The coding of three planes in one word; decoders give no other number of them.
  var word: Int64 {
    if case .yuv = self { return 0 }
    return -1
  }

  init(word: Int64) { self = word == 0 ? .yuv(shiftX: 0, shiftY: 0) : .rgb }
}

extension ImagingError {
  /// The error in words and its text, as far as decoders throw it.
  var words: (numbers: [Int64], text: String) {
    switch self {
    case .tooLarge(let width, let height, _): ([1, Int64(width), Int64(height)], "")
    case .undecodable(_, let reason): ([2, 0, 0], reason)
    case .outOfMemory(let bytes): ([3, Int64(bytes), 0], "")
    case .unrenderable(let reason): ([4, 0, 0], reason)
    default: ([2, 0, 0], "its format isn't what it seemed")
    }
  }

  /// An error that came as words.
  init(_ numbers: [Int64], _ text: String, _ job: DecodingJob) {
    switch numbers[0] {
    case 1: self = .tooLarge(width: Int(numbers[1]), height: Int(numbers[2]), limit: job.limits)
    case 3: self = .outOfMemory(bytes: Int(numbers[1]))
    case 4: self = .unrenderable(reason: text)
    default: self = .undecodable(job.kind, reason: text)
    }
  }
}
