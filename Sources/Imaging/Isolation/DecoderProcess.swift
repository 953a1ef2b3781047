import CChildProcess
import Foundation
import Synchronization

/// One process that decodes, at the other end of a socket. It ends with the last reference to it.
final class DecoderProcess: Sendable {
  /// Why there are no pixels.
  enum Failure: Error {
    /// The decoder's own verdict; the process is ready for the next image.
    case refused(ImagingError)
    /// This process can't take the pixels; the rest of them is still to come.
    case untaken(ImagingError)
    /// The process has ended, or said what no decoder says.
    case ended
    /// Nothing came for so long that nothing more is to be expected.
    case silent
  }

  /// Seconds without a byte after which no more is to be expected, on the busiest machine.
  private static let patience: Int32 = 120

  private let link: Int32
  private let process: Int32
  private let isOpen = Mutex(true)
  /// What it has said once it was ready: the errno for which it isn't confined, or 0.
  private let confinement = Mutex<Int32?>(nil)

  /// Throws `ImagingError.noDecoder` where the program can't be started.
  init(program: String, arguments: [String]) throws(ImagingError) {
    let words = Self.strings([program] + arguments)
    let environment = Self.strings(Self.environment)
    defer { for word in words + environment { free(word) } }
    var (link, process): (Int32, Int32) = (-1, 0)
    let status = ccp_start(program, words, environment, &link, &process)
    guard status == 0 else { throw .noDecoder(reason: String(cString: strerror(status))) }
    (self.link, self.process) = (link, process)
  }

  deinit { _ = end(hasClosed: false) }

  /// Waits until the process is ready to decode; returns the errno for which the system doesn't confine it, or 0.
  ///
  /// Throws `ImagingError.noDecoder` for a program that isn't a decoder of this version.
  @discardableResult
  func greet() throws(ImagingError) -> Int32 {
    if let known = confinement.withLock({ $0 }) { return known }
    var words = [Int64](repeating: 0, count: DecodingWire.greetingLength)
    let status = ccp_receive(link, &words, words.count * 8, Self.patience)
    guard status != ETIMEDOUT else { throw .noDecoder(reason: "it isn't ready after \(Self.patience) s") }
    guard status == 0 else { throw .noDecoder(reason: "it ends before it is ready") }
    guard words[0] == DecodingWire.version, let error = Int32(exactly: words[1]), error >= 0 else {
      throw .noDecoder(reason: "the program is another one than when this one was started")
    }
    confinement.withLock { $0 = error }
    return error
  }

  /// Closes a process that has ended by itself; returns the number of the signal that ended it, 0 for none.
  func signal(of failure: Failure) -> Int32 {
    if case .ended = failure { return end(hasClosed: true) }
    return 0
  }

  /// Ends the process, whose reader finds it ended.
  func kill() {
    // Under the lock, since the number is another process's once this one was waited for.
    isOpen.withLock { isOpen in if isOpen { _ = Foundation.kill(process, SIGKILL) } }
  }

  private func end(hasClosed: Bool) -> Int32 {
    let isFirst = isOpen.withLock { isOpen in
      defer { isOpen = false }
      return isOpen
    }
    return isFirst ? ccp_end(link, process, hasClosed ? 1 : 0) : 0
  }

  /// What a decoder needs of our variables: no keys, no names.
  private static var environment: [String] {
    let own = ProcessInfo.processInfo.environment
    let kept = ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"].compactMap { name in
      own[name].map { "\(name)=\($0)" }
    }
    // One heap for all threads; memory filled when it is taken, so that a decoder which shows what it hasn't written shows no
    // image from before (glibc); and no stack written down, which would take seconds.
    return kept + ["MALLOC_ARENA_MAX=1", "MALLOC_PERTURB_=128", "SWIFT_BACKTRACE=enable=no"]
  }

  private static func strings(_ words: [String]) -> [UnsafeMutablePointer<CChar>?] { words.map { strdup($0) } + [nil] }
}

extension DecoderProcess {
  /// Has an image's header read.
  func header(_ bytes: [UInt8], _ job: DecodingJob) throws(Failure) -> ImageHeader {
    try send(bytes, job, wantsPixels: false)
    let header = try readHeader(job)
    guard try part(job) == .end else { throw .ended }
    return header
  }

  /// Has an image decoded.
  func decode(_ bytes: [UInt8], _ job: DecodingJob) throws(Failure) -> (header: ImageHeader, pixels: Pixels) {
    try send(bytes, job, wantsPixels: true)
    let header = try readHeader(job)
    var sink = PlaneSink()
    var strip: [UInt8] = []
    var width = 0
    while true {
      switch try part(job) {
      case .begin:
        let words = try receive(3)
        guard let size = DecodingWire.size(words[1], words[2], job) else { throw .ended }
        width = size.width
        do throws(ImagingError) {
          try sink.begin(Pixels.Coding(word: words[0]), width: width, height: size.height)
        } catch {
          throw .untaken(error)
        }
      case .rows:
        let count = Int(clamping: try receive(1)[0])
        guard width > 0, count > 0, count <= min(sink.missing, DecodingJob.strip(width: width)) else { throw .ended }
        let length = count * 3 * width
        if strip.count < length { strip = [UInt8](repeating: 0, count: length) }
        try receive(&strip, length)
        do throws(ImagingError) {
          try sink.add(strip, count: count, stride: 3 * width)
        } catch {
          throw .untaken(error)
        }
      case .end:
        guard let pixels = sink.pixels else { throw .ended }
        return (header, pixels)
      case .header, .failure: throw .ended
      }
    }
  }

  private func send(_ bytes: [UInt8], _ job: DecodingJob, wantsPixels: Bool) throws(Failure) {
    let words = job.words(count: bytes.count, wantsPixels: wantsPixels)
    guard ccp_send(link, words, words.count * 8) == 0, ccp_send(link, bytes, bytes.count) == 0 else { throw .ended }
  }

  private func readHeader(_ job: DecodingJob) throws(Failure) -> ImageHeader {
    guard try part(job) == .header, let header = ImageHeader(try receive(5), job) else { throw .ended }
    return header
  }

  /// The next part's first word; a failure is thrown.
  private func part(_ job: DecodingJob) throws(Failure) -> DecodingWire.Part {
    guard let part = DecodingWire.Part(rawValue: try receive(1)[0]) else { throw .ended }
    guard part == .failure else { return part }
    let words = try receive(4)
    guard words.allSatisfy({ $0 >= 0 }), words[3] <= DecodingWire.textLimit else { throw .ended }
    var text = [UInt8](repeating: 0, count: Int(words[3]))
    try receive(&text, text.count)
    throw .refused(ImagingError(words, String(decoding: text, as: UTF8.self), job))
  }

  private func receive(_ count: Int) throws(Failure) -> [Int64] {
    var words = [Int64](repeating: 0, count: count)
    let status = ccp_receive(link, &words, count * 8, Self.patience)
    guard status == 0 else { throw status == ETIMEDOUT ? .silent : .ended }
    return words
  }

  private func receive(_ bytes: inout [UInt8], _ count: Int) throws(Failure) {
    let status = ccp_receive(link, &bytes, count, Self.patience)
    guard status == 0 else { throw status == ETIMEDOUT ? .silent : .ended }
  }
}
