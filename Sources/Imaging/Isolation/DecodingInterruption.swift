import Synchronization

/// What ends the decoding of an image early, where a process does it: nobody waits for it any more.
package final class DecodingInterruption: Sendable {
  private struct State {
    var isRaised = false
    var process: DecoderProcess?
  }

  private let state = Mutex(State())

  package init() {}

  var isRaised: Bool { state.withLock { $0.isRaised } }

  /// Ends the process that decodes now, and lets none begin.
  package func raise() {
    state.withLock { state in
      state.isRaised = true
      state.process?.kill()
    }
  }

  /// Notes which process decodes; false where it shouldn't begin.
  func begin(_ process: DecoderProcess) -> Bool {
    state.withLock { state in
      if !state.isRaised { state.process = process }
      return !state.isRaised
    }
  }

  /// Forgets the process, which is free for other images.
  func end() { state.withLock { $0.process = nil } }
}

extension DecodingInterruption: Hashable {
  package static func == (left: DecodingInterruption, right: DecodingInterruption) -> Bool { left === right }

  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
