import Foundation

/// An IP address: four bytes, or sixteen.
package struct IPAddress: Hashable, Sendable {
  /// The address in network byte order.
  package let bytes: [UInt8]

  /// Reads an address as sockets and proxies write it: with brackets, a port or a zone too; nil for anything else.
  package init?(_ text: some StringProtocol) {
    var text = text.trimmingCharacters(in: .whitespaces)
    if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
      text = String(text[text.index(after: text.startIndex)..<end])
    } else if text.contains("."), text.count(where: { $0 == ":" }) == 1 {
      text = String(text.prefix { $0 != ":" })
    }
    if let zone = text.firstIndex(of: "%") { text = String(text[..<zone]) }
    var (four, sixteen) = (in_addr(), in6_addr())
    if inet_pton(AF_INET, text, &four) == 1 {
      bytes = withUnsafeBytes(of: &four) { Array($0) }
    } else if inet_pton(AF_INET6, text, &sixteen) == 1 {
      let all = withUnsafeBytes(of: &sixteen) { Array($0) }
      // An IPv4 client of a socket that takes both.
      let isMapped = all.prefix(12).elementsEqual([UInt8](repeating: 0, count: 10) + [255, 255])
      bytes = isMapped ? Array(all.suffix(4)) : all
    } else {
      return nil
    }
  }

  /// Who counts as one client: an IPv4 address, or the /64 of an IPv6 address, of which one client has all.
  package var client: String {
    guard bytes.count == 16 else { return bytes.map { String($0) }.joined(separator: ".") }
    let groups = stride(from: 0, to: 8, by: 2).map { String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16) }
    return groups.joined(separator: ":") + "::/64"
  }
}

/// The addresses that begin with the same bits, as `10.0.0.0/8` or `fd00::/8`.
package struct AddressPrefix: Hashable, Sendable {
  private let address: IPAddress
  private let length: Int

  /// Reads a prefix, or an address that is one by itself; nil for anything else.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let address = IPAddress(first) else { return nil }
    let all = address.bytes.count * 8
    guard let length = parts.count == 2 ? Int(parts[1]) : all, (0...all).contains(length) else { return nil }
    self.address = address
    self.length = length
  }

  /// Whether an address starts with this prefix; false if one is IPv4 and the other IPv6.
  package func contains(_ other: IPAddress) -> Bool {
    guard other.bytes.count == address.bytes.count else { return false }
    return zip(address.bytes, other.bytes).enumerated().allSatisfy { index, pair in
      let bits = min(8, max(0, length - index * 8))
      let mask = UInt8(truncatingIfNeeded: 0xFF00 >> bits)
      return pair.0 & mask == pair.1 & mask
    }
  }
}
