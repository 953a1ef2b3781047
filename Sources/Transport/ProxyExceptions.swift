import Foundation

/// Hosts that are requested directly: `no_proxy`, this machine and the metadata server.
struct ProxyExceptions: Sendable, Hashable {
  /// One entry of `no_proxy`.
  private enum Entry: Hashable, Sendable {
    case all
    /// A domain without its leading dot, and everything below it, at any port or at one.
    case domain(String, port: Int?)
    /// IPv4 addresses whose first bits are these.
    case network(UInt32, bits: Int)
  }

  private let entries: [Entry]

  /// Takes entries between commas or blanks.
  init(_ text: String) {
    entries = text.split { $0 == "," || $0.isWhitespace }.compactMap { Self.entry($0.lowercased()) }
  }

  private static func entry(_ text: String) -> Entry? {
    if text == "*" { return .all }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2, let address = address(String(parts[0])), let bits = Int(parts[1]), (0...32).contains(bits) {
      return .network(address, bits: bits)
    }
    var domain = text
    var port: Int?
    // A single colon parts a port; more of them are an IPv6 address, in brackets where a port follows.
    if let colon = text.lastIndex(of: ":"), text.hasPrefix("[") ? text.contains("]:") : text.count(of: ":") == 1 {
      guard let number = Int(text[text.index(after: colon)...]) else { return nil }
      (domain, port) = (String(text[..<colon]), number)
    }
    domain = Self.bare(domain)
    while domain.hasPrefix("*") || domain.hasPrefix(".") { domain.removeFirst() }
    return domain.isEmpty ? nil : .domain(domain, port: port)
  }

  private static func bare(_ host: String) -> String {
    host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
  }

  /// An IPv4 address as a number.
  private static func address(_ text: String) -> UInt32? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var address: UInt32 = 0
    for part in parts {
      guard part.utf8.allSatisfy({ (48...57).contains($0) }), let byte = UInt8(part) else { return nil }
      address = address << 8 | UInt32(byte)
    }
    return address
  }

  func contains(_ text: String, port: Int) -> Bool {
    let host = Self.bare(text)
    let number = Self.address(host)
    if host == "localhost" || host.hasSuffix(".localhost") || host == "::1" || number.map({ $0 >> 24 == 127 }) ?? false
    {
      return true
    }
    // What a machine's own services are asked for, such as its keys, is nobody else's.
    if host == "metadata.google.internal" || number.map({ $0 >> 16 == 0xA9FE }) ?? false { return true }
    return entries.contains { entry in
      switch entry {
      case .all: return true
      case .domain(let domain, let only):
        return (only == nil || only == port) && (host == domain || host.hasSuffix("." + domain))
      case .network(let network, let bits):
        guard let number else { return false }
        return bits == 0 || number >> UInt32(32 - bits) == network >> UInt32(32 - bits)
      }
    }
  }
}

extension String {
  fileprivate func count(of character: Character) -> Int { reduce(0) { $1 == character ? $0 + 1 : $0 } }
}
