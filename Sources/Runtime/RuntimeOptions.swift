import Foundation

/// How a model is compiled and how many images it processes at once.
package struct RuntimeOptions: Hashable, Sendable {
  package enum Mode: String, Codable, Hashable, Sendable, CaseIterable {
    /// Highest throughput: as many single-threaded streams as threads, so that the answer's bytes don't depend on the
    /// number of threads.
    case throughput
    /// Lowest latency for one image: all threads share one net, and their number may change the last bits.
    case latency
  }

  /// The numeric precision to compute in.
  package var precision: Precision
  /// Whether many images or one image should be fast.
  package var mode: Mode
  /// Total threads, from 1; nil for one per core that this process may use. OpenVINO takes no more than there are
  /// cores.
  package var threads: Int?
  /// How many infer requests run at the same time, from 1 up to `threads`; nil for `threads` (throughput) or 1
  /// (latency).
  package var streams: Int?
  /// How many infer requests there are, from 1; nil for two per stream (throughput: one is filled or read while the
  /// other is computed) or one (latency).
  package var requests: Int?
  /// The first dimension of the input, from 1.
  package var batch: Int
  /// Where compiled models are kept, so that the next start is faster; nil to compile every time.
  package var cacheFolder: URL?

  package init(
    precision: Precision = .auto, mode: Mode = .throughput, threads: Int? = nil, streams: Int? = nil,
    requests: Int? = nil, batch: Int = 1, cacheFolder: URL? = nil
  ) {
    self.precision = precision
    self.mode = mode
    self.threads = threads
    self.streams = streams
    self.requests = requests
    self.batch = batch
    self.cacheFolder = cacheFolder
  }

  func checkRanges() throws(RuntimeError) {
    let numbers = [("threads", threads), ("streams", streams), ("requests", requests), ("batch", batch)]
    for case (let name, let value?) in numbers where !(1...4096).contains(value) {
      throw .invalidOption(name: name, value: value, allowed: 1...4096)
    }
    if let streams, let threads, streams > threads {
      throw .invalidOption(name: "streams", value: streams, allowed: 1...threads)
    }
  }

  /// Threads and streams, with defaults for a machine with that many cores.
  func division(cores: Int) -> (threads: Int, streams: Int) {
    switch mode {
    case .throughput:
      let threads = threads ?? streams ?? cores
      return (threads, streams ?? threads)
    case .latency:
      let streams = streams ?? 1
      return (threads ?? max(cores, streams), streams)
    }
  }
}
