import Configuration
import Support

extension ServerOptions {
  /// Reads the options; those that no source sets keep their defaults.
  ///
  /// - Parameter modelBytes: what the model folder's files have together, by which the budgets are chosen.
  ///
  /// Throws `ServerOptionsError` for a wrong type, a value out of range, or options that contradict each other.
  package init(_ sources: OptionSources, modelBytes: Int = 48 << 20) throws(ServerOptionsError) {
    self.init()
    for option in ServerOption.all {
      if let value = try sources.value(of: option) { try set(option, value) }
    }
    let budgets = ServingMemory(modelBytes: modelBytes).budgets(within: MemoryLimit.bytes())
    if try sources.value(of: "decode-budget") == nil { decodeBudget = budgets.decode }
    if try sources.value(of: "body-budget") == nil { bodyBudget = max(budgets.body, bodyLimit) }
    guard (certificate == nil) == (key == nil) else { throw .oneSidedTLS }
    if hsts != nil, certificate == nil, !trustsForwarded, trustedProxies == nil {
      throw .withoutEffect(key: "hsts", needs: "tls-cert, trusted-proxies or trust-forwarded")
    }
    if try sources.value(of: "metrics-host") != nil, metricsPort == nil {
      throw .withoutEffect(key: "metrics-host", needs: "metrics-port")
    }
    if let proxies = trustedProxies, Forwarding.prefixes(proxies) == nil {
      throw .outOfRange(
        key: "trusted-proxies", found: proxies.clipped,
        expected: "addresses or prefixes separated by commas, such as 10.0.0.0/8")
    }
    guard bodyBudget >= bodyLimit else {
      throw .outOfRange(key: "body-budget", found: String(bodyBudget), expected: "at least body-limit, \(bodyLimit)")
    }
  }

  /// Sets one option.
  ///
  /// Throws `ServerOptionsError` for a wrong type and a value out of range.
  package mutating func set(_ option: ServerOption, _ value: ConfigContent) throws(ServerOptionsError) {
    var found: String?
    switch (option.field, value) {
    case (.choice(let path), .string(let text)):
      guard let format = LogFormat(rawValue: text) else {
        found = text.clipped
        break
      }
      self[keyPath: path] = format
    case (.text(let path), .string(let text)) where !text.isEmpty: self[keyPath: path] = text
    case (.path(let path), .string(let text)) where !text.isEmpty:
      do throws(LocationError) {
        self[keyPath: path] = try Location.requirePath(text)
      } catch {
        throw .notAPath(key: option.key, reason: "\(error)")
      }
    case (.route(let path), .string(let text)) where Self.isRoute(text): self[keyPath: path] = text
    case (.origin(let path), .string(let text)) where Self.isOrigin(text): self[keyPath: path] = text
    case (.url(let path), .string(let text)) where PlainURL.isValid(text): self[keyPath: path] = text
    case (.count(let path, let range), .int(let number)) where range.contains(number): self[keyPath: path] = number
    case (.number(let path, let range), .int(let number)) where range.contains(number): self[keyPath: path] = number
    case (.amount(let path, let range), .double(let number)) where range.contains(number):
      self[keyPath: path] = number
    case (.limit(let path, let range), .double(let number)) where range.contains(number): self[keyPath: path] = number
    case (.flag(let path), .bool(let flag)): self[keyPath: path] = flag
    case (.text, .string(let text)), (.path, .string(let text)), (.route, .string(let text)),
      (.origin, .string(let text)):
      found = text.isEmpty ? "empty" : text.clipped
    // It could hold a password.
    case (.url, .string(let text)): found = text.isEmpty ? "empty" : "another text"
    case (.count, .int(let number)), (.number, .int(let number)): found = String(number)
    case (.amount, .double(let number)), (.limit, .double(let number)): found = ServerOption.text(number)
    default: throw .wrongType(key: option.key, expected: option.expectation)
    }
    if let found { throw .outOfRange(key: option.key, found: found, expected: option.expectation) }
  }

  private static func isOrigin(_ text: String) -> Bool {
    text == "*"
      || text.wholeMatch(of: /https?:\/\/[A-Za-z0-9.\-]+(:[0-9]{1,5})?|https?:\/\/\[[0-9A-Fa-f:]+\](:[0-9]{1,5})?/)
        != nil
  }

  private static func isRoute(_ path: String) -> Bool {
    path.hasPrefix("/") && path.utf8.allSatisfy { $0 > 32 && $0 < 127 }
      && !path.contains(where: { "{}*?#%".contains($0) })
  }
}
