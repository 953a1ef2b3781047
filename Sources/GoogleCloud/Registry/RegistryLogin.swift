import Foundation
import Support
import Transport

/// What `docker login` or `podman login` left for a registry: `config.json`'s `auths`.
package struct RegistryLogin: Sendable, Equatable {
  /// `NAME:PASSWORD` in base64, as Basic authorisation takes it.
  package let basic: Secret

  /// A login by user name and password.
  package init(name: String, password: Secret) {
    basic = Secret(Data("\(name):\(password.revealed)".utf8).base64EncodedString())
  }

  init(basic: Secret) { self.basic = basic }

  private struct File: Decodable {
    struct Entry: Decodable { let auth: Secret? }
    let auths: [String: Entry]?
  }

  /// The files in which logins are looked for, in order.
  static func places(_ environment: [String: String]) -> [String] {
    func named(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    let home = named("HOME") ?? NSHomeDirectory()
    return [
      named("REGISTRY_AUTH_FILE"), (named("DOCKER_CONFIG") ?? home + "/.docker") + "/config.json",
      named("XDG_RUNTIME_DIR").map { $0 + "/containers/auth.json" }, home + "/.config/containers/auth.json",
    ].compactMap { $0 }
  }

  /// The first file's login for a registry; nil where there is none. Unreadable files are skipped: a registry may need
  /// no login, and says so if it does.
  package static func find(for registry: String, environment: [String: String]) -> RegistryLogin? {
    for path in places(environment) {
      guard let stamp = FileStamp(path: path), stamp.isRegular, stamp.size <= 1 << 20,
        let data = try? Data(contentsOf: URL(filePath: path)),
        let file = try? JSONDecoder().decode(File.self, from: data)
      else { continue }
      for key in [registry, "https://\(registry)", "https://\(registry)/v1/", "https://\(registry)/v2/"] {
        if let basic = file.auths?[key]?.auth, isHeaderSafe(basic) { return RegistryLogin(basic: basic) }
      }
    }
    return nil
  }

  private static func isHeaderSafe(_ text: Secret) -> Bool {
    !text.revealed.isEmpty && text.revealed.utf8.allSatisfy { $0 > 32 && $0 < 127 }
  }

  /// A `config.json` with this login alone.
  package func file(for registry: String) -> Data {
    let text = ["auths": [registry: ["auth": basic.revealed]]]
    // Strings alone can always be encoded.
    return (try? JSONText.data(text)) ?? Data()
  }
}
