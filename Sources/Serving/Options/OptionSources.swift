import Configuration
import Foundation
import Support
import SystemPackage

/// Where options come from, strongest first: flags, `DOGBREED_…` variables, the cloud's variables, a JSON file.
///
/// A value of the wrong type is an error in any source, never ignored.
package struct OptionSources: Sendable {
  private let providers: [any ConfigProvider]
  /// One sentence for each `DOGBREED_…` variable that neither the server nor the program knows.
  package let warnings: [String]

  /// Collects the sources.
  ///
  /// - Parameters:
  ///   - flags: the command line's values, by key.
  ///   - environment: the process's variables. `AIP_HTTP_PORT` (Vertex AI) goes before `PORT` (Cloud Run, App Engine);
  ///     with one of them the server listens on all addresses, as these services ask.
  ///   - file: a JSON file of keys and values; nil for the one that `DOGBREED_CONFIG` names, if any.
  /// Throws `ServerOptionsError` when the file can't be read or has a key that isn't an option's.
  package init(flags: [String: ConfigValue], environment: [String: String], file: String? = nil) async throws {
    warnings = UnknownName.warnings(environment)
    var providers: [any ConfigProvider] = [
      InMemoryProvider(
        name: "flags", values: Dictionary(uniqueKeysWithValues: flags.map { (AbsoluteConfigKey([$0.key]), $0.value) })),
      EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "dogbreed"),
      InMemoryProvider(name: "cloud", values: try Self.cloud(environment)),
    ]
    if let file = file ?? environment["DOGBREED_CONFIG"] { providers.append(try await Self.provider(of: file)) }
    self.providers = providers
  }

  private static func cloud(
    _ environment: [String: String]
  ) throws(ServerOptionsError) -> [AbsoluteConfigKey: ConfigValue] {
    var values: [AbsoluteConfigKey: ConfigValue] = [:]
    for option in ServerOption.all {
      guard
        let (name, text) = option.cloudVariables.lazy.compactMap({ name in environment[name].map { (name, $0) } }).first
      else { continue }
      switch option.field {
      case .count, .number:
        guard let number = Int(text) else { throw .wrongType(key: name, expected: option.expectation) }
        values[AbsoluteConfigKey([option.key])] = ConfigValue(.int(number), isSecret: false)
        values["host"] = ConfigValue(.string("0.0.0.0"), isSecret: false)
      default: values[AbsoluteConfigKey([option.key])] = ConfigValue(.string(text), isSecret: false)
      }
    }
    return values
  }

  private static func provider(of file: String) async throws(ServerOptionsError) -> any ConfigProvider {
    let provider: FileProvider<JSONSnapshot>
    let object: Any
    do {
      // First, since the provider would wait for whoever writes into a named pipe.
      let bytes = try RegularFile.contents(of: file, limit: 4 << 20)
      provider = try await FileProvider<JSONSnapshot>(filePath: FilePath(file))
      object = try JSONSerialization.jsonObject(with: Data(bytes))
    } catch let error as FileError {
      throw .unreadable(file: file, reason: error.reason)
    } catch {
      throw .unreadable(file: file, reason: "\(error)".clipped)
    }
    for key in (object as? [String: Any] ?? [:]).keys.sorted() where ServerOption.named(key) == nil {
      throw .unknownKey(key.clipped, file: file, nearest: UnknownName.nearest(key, of: ServerOption.all.map(\.key)))
    }
    return provider
  }

  /// The strongest value of an option; nil when no source names it.
  ///
  /// Throws `ServerOptionsError.wrongType`.
  func value(of option: ServerOption) throws(ServerOptionsError) -> ConfigContent? {
    let type: ConfigType =
      switch option.field {
      case .text, .path, .route, .origin, .url, .choice: .string
      case .count, .number: .int
      case .amount, .limit: .double
      case .flag: .bool
      }
    for provider in providers {
      do {
        if let found = try provider.value(forKey: AbsoluteConfigKey([option.key]), type: type).value {
          return found.content
        }
      } catch {
        throw .wrongType(key: option.key, expected: option.expectation)
      }
    }
    return nil
  }

  func value(of key: String) throws(ServerOptionsError) -> ConfigContent? {
    guard let option = ServerOption.named(key) else { return nil }
    return try value(of: option)
  }
}
