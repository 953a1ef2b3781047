import Foundation
import HTTPTypes
import Hummingbird

/// Decides whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed, and who the client is as a result. Clients can
/// send these fields, too.
package struct Forwarding: Sendable {
  private enum Trust {
    case nobody
    case everybody
    case prefixes([AddressPrefix])
  }

  private let trust: Trust
  /// Whether the server itself speaks TLS.
  private let isSecure: Bool

  /// Trusts the proxies that the options name: none, all or those within some address prefixes.
  package init(_ options: ServerOptions) {
    isSecure = options.certificate != nil
    if let prefixes = Self.prefixes(options.trustedProxies) {
      trust = .prefixes(prefixes)
    } else {
      trust = options.trustsForwarded ? .everybody : .nobody
    }
  }

  /// The prefixes of a list with commas; nil for one that isn't.
  static func prefixes(_ text: String?) -> [AddressPrefix]? {
    guard let text else { return nil }
    let found = text.split(separator: ",").map { AddressPrefix($0.trimmingCharacters(in: .whitespaces)) }
    let prefixes = found.compactMap { $0 }
    return prefixes.isEmpty || prefixes.count < found.count ? nil : prefixes
  }

  /// Whether a connection's other end is a proxy that is believed.
  func believes(_ peer: String?) -> Bool {
    switch trust {
    case .nobody: return false
    case .everybody: return true
    case .prefixes(let prefixes):
      guard let address = peer.flatMap({ IPAddress($0) }) else { return false }
      return prefixes.contains { $0.contains(address) }
    }
  }

  /// Who counts as the client of a request.
  func client(_ request: Request, _ peer: String?) -> String { client(request.headers[values: .xForwardedFor], peer) }

  /// - Parameter forwarded: the values of `X-Forwarded-For` in the order that they came.
  package func client(_ forwarded: [String], _ peer: String?) -> String {
    let direct = peer.map { IPAddress($0)?.client ?? $0 } ?? "unknown"
    guard believes(peer) else { return direct }
    let entries = forwarded.flatMap { $0.split(separator: ",") }.map { $0.trimmingCharacters(in: .whitespaces) }
    // Each proxy adds the one that it speaks to at the end; the last that isn't a proxy of ours is the client.
    let known = { (entry: String) in if case .prefixes = trust { believes(entry) } else { false } }
    guard let entry = entries.last(where: { !known($0) }) ?? entries.first else { return direct }
    return IPAddress(entry)?.client ?? String(entry.prefix(64))
  }

  /// Whether the client speaks TLS, to the server or to a proxy that is believed.
  func isSecure(_ request: Request, _ peer: String?) -> Bool {
    isSecure || (believes(peer) && request.headers[.xForwardedProto]?.lowercased() == "https")
  }
}

extension HTTPField.Name {
  // The literals are tokens, so that the names are always there.
  fileprivate static let xForwardedFor = HTTPField.Name("X-Forwarded-For")!
  fileprivate static let xForwardedProto = HTTPField.Name("X-Forwarded-Proto")!
}
