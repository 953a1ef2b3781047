import ServiceLifecycle

/// Turns readiness off when the server is told to stop, and keeps it listening until balancers have seen that.
///
/// The last service of a group is the first that is told to stop, and the others wait for it.
struct Drain: Service {
  let slot: ModelSlot
  let duration: Duration

  func run() async throws {
    try? await gracefulShutdown()
    slot.leave()
    // The grace's end cancels the sleep.
    try? await Task.sleep(for: duration)
  }
}
