/// `bytes FIRST-LAST/SIZE` (RFC 9110, 14.4).
struct ContentRange: Equatable {
  let first: Int
  let last: Int
  let size: Int

  /// Nil for an invalid range.
  init?(_ text: String) {
    guard text.utf8.count <= 80, text.hasPrefix("bytes ") else { return nil }
    let halves = text.dropFirst(6).split(separator: "/", omittingEmptySubsequences: false)
    guard halves.count == 2, let size = Self.number(halves[1]) else { return nil }
    let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let first = Self.number(ends[0]), let last = Self.number(ends[1]), first <= last, last < size
    else { return nil }
    self.first = first
    self.last = last
    self.size = size
  }

  private static func number(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
  }
}
