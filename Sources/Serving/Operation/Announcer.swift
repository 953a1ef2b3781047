/// Calls somebody once, when the server listens and its model is proven.
actor Announcer {
  private var port: Int?
  private var isReady = false
  private var call: (@Sendable (Int) async -> Void)?

  init(_ call: @escaping @Sendable (Int) async -> Void) { self.call = call }

  func listens(on port: Int) async {
    self.port = port
    await announce()
  }

  func ready() async {
    isReady = true
    await announce()
  }

  private func announce() async {
    guard let port, isReady, let call else { return }
    self.call = nil
    await call(port)
  }
}
