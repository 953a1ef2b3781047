import Foundation
import Synchronization

/// Processes that decode for this one, as many as there are images being decoded at a time.
///
/// A file that makes a decoder crash, hang or take all memory ends one of them, and is refused; the next image gets a new
/// one. They are kept for the images after, and end with the pool, and with this process.
package final class DecoderPool: Sendable {
  private let program: String
  private let arguments: [String]
  private let idle = Mutex<[DecoderProcess]>([])

  /// - Parameters:
  ///   - program: path of a program that runs `DecoderService`.
  ///   - arguments: what makes it do so.
  package init(program: String, arguments: [String]) {
    self.program = program
    self.arguments = arguments
  }

  /// Starts a process that the first image needn't wait for.
  package func start() {
    guard let process = try? DecoderProcess(program: program, arguments: arguments) else { return }
    idle.withLock { $0.append(process) }
  }

  /// Why the system doesn't confine its processes, in the system's words; nil where it does.
  ///
  /// Throws `ImagingError.noDecoder` where none can be started.
  package func confinementFailure() throws(ImagingError) -> String? {
    let process = try taken().process
    let error = try process.greet()
    idle.withLock { $0.append(process) }
    return error == 0 ? nil : String(cString: strerror(error))
  }

  func header(_ bytes: [UInt8], _ job: DecodingJob) throws(ImagingError) -> ImageHeader {
    try run(job) { (process) throws(DecoderProcess.Failure) in try process.header(bytes, job) }
  }

  func decode(_ bytes: [UInt8], _ job: DecodingJob) throws(ImagingError) -> (header: ImageHeader, pixels: Pixels) {
    try run(job) { (process) throws(DecoderProcess.Failure) in try process.decode(bytes, job) }
  }

  private func run<Value>(
    _ job: DecodingJob, _ body: (DecoderProcess) throws(DecoderProcess.Failure) -> Value
  ) throws(ImagingError) -> Value {
    let (process, hasWaited) = try taken()
    do throws(DecoderProcess.Failure) {
      return try keeping(process, job, body)
    } catch {
      let signal = process.signal(of: error)
      // One that has waited may have been ended since, for no fault of this image.
      guard hasWaited, case .ended = error, [0, SIGKILL].contains(signal), job.limits.interruption?.isRaised != true
      else { throw Self.refusal(error, signal, job) }
    }
    let next = try started()
    do throws(DecoderProcess.Failure) {
      return try keeping(next, job, body)
    } catch {
      throw Self.refusal(error, next.signal(of: error), job)
    }
  }

  /// A process that is ready, and whether it has waited for this.
  private func taken() throws(ImagingError) -> (process: DecoderProcess, hasWaited: Bool) {
    if let process = idle.withLock({ $0.popLast() }), (try? process.greet()) != nil { return (process, true) }
    return (try started(), false)
  }

  private func started() throws(ImagingError) -> DecoderProcess {
    let process = try DecoderProcess(program: program, arguments: arguments)
    try process.greet()
    return process
  }

  /// Puts the process back where it can take another image.
  private func keeping<Value>(
    _ process: DecoderProcess, _ job: DecodingJob, _ body: (DecoderProcess) throws(DecoderProcess.Failure) -> Value
  ) throws(DecoderProcess.Failure) -> Value {
    let interruption = job.limits.interruption
    guard interruption?.begin(process) != false else {
      idle.withLock { $0.append(process) }
      throw .refused(.undecodable(job.kind, reason: "decoding it was interrupted"))
    }
    do throws(DecoderProcess.Failure) {
      let value = try body(process)
      interruption?.end()
      idle.withLock { $0.append(process) }
      return value
    } catch {
      interruption?.end()
      if case .refused = error { idle.withLock { $0.append(process) } }
      throw error
    }
  }

  /// - Parameter signal: what ended the process.
  private static func refusal(_ failure: DecoderProcess.Failure, _ signal: Int32, _ job: DecodingJob) -> ImagingError {
    switch failure {
    case .refused(let error), .untaken(let error): return error
    case .silent: return .undecodable(job.kind, reason: "its decoder hangs on it")
    case .ended:
      switch signal {
      // The system ends a process that way where memory runs out.
      case SIGKILL: return .outOfMemory(bytes: 0)
      case SIGXCPU: return .undecodable(job.kind, reason: "decoding it takes too long")
      default: return .undecodable(job.kind, reason: "its decoder crashes on it")
      }
    }
  }
}

extension DecoderPool: Hashable {
  package static func == (left: DecoderPool, right: DecoderPool) -> Bool { left === right }

  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
