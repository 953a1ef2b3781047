import Configuration
import SystemPackage

/// Where options come from, strongest first: flags, `DOGBREED_…` variables, the cloud's variables, a JSON file.
///
/// A value of the wrong type is an error wherever it stands, never passed over.
package struct OptionSources: Sendable {
  private let providers: [any ConfigProvider]

  /// - Parameters:
  ///   - flags: what the command line said, by key.
  ///   - environment: the process's variables. `AIP_HTTP_PORT` (Vertex AI) goes before `PORT` (Cloud Run, App Engine);
  ///     with one of them the server listens on all addresses, as these services ask.
  ///   - file: a JSON file of keys and values; nil for none.
  /// Throws `ServerOptionsError` when the file can't be read.
  package init(flags: [String: ConfigValue], environment: [String: String], file: String?) async throws {
    var cloud: [AbsoluteConfigKey: ConfigValue] = [:]
    if let port = environment["AIP_HTTP_PORT"] ?? environment["PORT"] {
      guard let port = Int(port) else {
        throw ServerOptionsError.wrongType(key: "AIP_HTTP_PORT or PORT", expected: "a whole number")
      }
      cloud["port"] = ConfigValue(.int(port), isSecret: false)
      cloud["host"] = ConfigValue(.string("0.0.0.0"), isSecret: false)
    }
    if let path = environment["AIP_PREDICT_ROUTE"] { cloud["predict-route"] = .init(.string(path), isSecret: false) }
    if let path = environment["AIP_HEALTH_ROUTE"] { cloud["health-route"] = .init(.string(path), isSecret: false) }
    var providers: [any ConfigProvider] = [
      InMemoryProvider(
        name: "flags", values: Dictionary(uniqueKeysWithValues: flags.map { (AbsoluteConfigKey([$0.key]), $0.value) })),
      EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "dogbreed"),
      InMemoryProvider(name: "cloud", values: cloud),
    ]
    if let file {
      do {
        providers.append(try await FileProvider<JSONSnapshot>(filePath: FilePath(file)))
      } catch {
        throw ServerOptionsError.unreadable(file: file, reason: "\(error)")
      }
    }
    self.providers = providers
  }

  private func value(_ key: String, _ type: ConfigType, _ expected: String) throws(ServerOptionsError) -> ConfigContent?
  {
    for provider in providers {
      do {
        if let found = try provider.value(forKey: AbsoluteConfigKey([key]), type: type).value { return found.content }
      } catch {
        throw .wrongType(key: key, expected: expected)
      }
    }
    return nil
  }

  package func text(_ key: String) throws(ServerOptionsError) -> String? {
    guard case .string(let text)? = try value(key, .string, "a text") else { return nil }
    return text
  }

  package func number(_ key: String, in range: ClosedRange<Int>) throws(ServerOptionsError) -> Int? {
    guard case .int(let number)? = try value(key, .int, "a whole number") else { return nil }
    guard range.contains(number) else {
      throw .outOfRange(
        key: key, found: String(number), expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  package func seconds(_ key: String, in range: ClosedRange<Double> = 0.001...86_400) throws(ServerOptionsError)
    -> Double?
  {
    guard case .double(let number)? = try value(key, .double, "a number") else { return nil }
    guard range.contains(number) else {
      throw .outOfRange(
        key: key, found: String(number), expected: "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  package func flag(_ key: String) throws(ServerOptionsError) -> Bool? {
    guard case .bool(let flag)? = try value(key, .bool, "true or false") else { return nil }
    return flag
  }
}
