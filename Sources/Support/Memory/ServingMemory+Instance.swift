extension ServingMemory {
  /// Bytes of an instance that answers `requests` at a time, each with the largest body that is taken; the budgets of the
  /// bodies then let all of them in, as far as there is a budget for.
  ///
  /// - Parameters:
  ///   - bodyLimit: bytes of the largest body.
  ///   - holdsFiles: whether the instance's files are in its memory, as Cloud Run's are.
  package func needed(requests: Int, bodyLimit: Int, holdsFiles: Bool) -> Int {
    let (product, overflow) = max(1, requests).multipliedReportingOverflow(by: bodyLimit)
    let bodies = overflow ? 512 << 20 : min(512 << 20, product)
    return max(needed, Self.sum(base, 3 * bodies)).addingFiles(of: self, holdsFiles)
  }

  /// Bytes with which the server starts; it refuses some of many requests at a time then.
  package func least(holdsFiles: Bool) -> Int { Self.sum(base, 96 << 20).addingFiles(of: self, holdsFiles) }

  /// The budgets of an instance of that size.
  package func budgets(of instance: Int, holdsFiles: Bool) -> (decode: Int, body: Int) {
    budgets(within: max(0, instance - (holdsFiles ? modelBytes : 0)))
  }

  /// The sum, or the largest number where it is none.
  fileprivate static func sum(_ left: Int, _ right: Int) -> Int {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? .max : sum
  }
}

extension Int {
  fileprivate func addingFiles(of memory: ServingMemory, _ holdsFiles: Bool) -> Int {
    ServingMemory.sum(self, holdsFiles ? memory.modelBytes : 0)
  }
}
