import ServiceLifecycle

/// Forgets photos when their time is over, whether or not another one comes.
struct FeedbackExpiry: Service {
  let pending: FeedbackBuffer
  var interval: Duration = .seconds(15)

  func run() async throws {
    try? await cancelWhenGracefulShutdown {
      while true {
        try await Task.sleep(for: interval)
        pending.purge()
      }
    }
  }
}
