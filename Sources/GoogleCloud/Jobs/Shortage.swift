import Transport

/// Why a job couldn't get a machine.
package enum Shortage: Sendable, Equatable {
  /// The quota is too small: Google's message, with the metric's name.
  case quota(String)
  /// None is free in the region: Google's message.
  case stockOut(String)

  /// Google's message.
  package var words: String {
    switch self {
    case .quota(let text), .stockOut(let text): text
    }
  }

  /// Reads it from a refused request; nil for another failure.
  package init?(_ error: CloudError) {
    guard error.status == 429 || error.reason == "RESOURCE_EXHAUSTED" else { return nil }
    self = Self.isStockOut(error.message) ? .stockOut(error.message) : .quota(error.message)
  }

  /// Reads it from a job that failed; nil for another failure. 8 is `RESOURCE_EXHAUSTED`.
  package init?(_ failure: JobReport.Failure?) {
    guard let failure, let message = failure.message else { return nil }
    if Self.isStockOut(message) {
      self = .stockOut(message)
    } else if failure.code == 8 {
      self = .quota(message)
    } else {
      return nil
    }
  }

  private static func isStockOut(_ message: String) -> Bool {
    let text = message.lowercased()
    return text.contains("resources are insufficient in region") || text.contains("stockout")
      || text.contains("stock-out") || text.contains("resource_pool_exhausted")
      || text.contains("does not have enough resources available")
  }
}
