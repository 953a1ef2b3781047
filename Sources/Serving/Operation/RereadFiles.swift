import Logging

/// Files whose content may change while the server runs: a certificate, keys.
struct RereadFiles: Sendable {
  /// What they are, as the log says it.
  let name: String
  let paths: [String]
  /// Reads them; throws and keeps what was there when they can't be used.
  let read: @Sendable () throws -> Void

  func readAgain(_ logger: Logger) {
    do {
      try read()
      logger.info("\(name) read again")
    } catch {
      logger.error("\(name) refused, the old ones stay in use", metadata: ["error": "\(error)"])
    }
  }
}
