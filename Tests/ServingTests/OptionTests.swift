import Configuration
import Foundation
import Serving
import TestSupport
import Testing

@Suite struct OptionTests {
  private func read(_ flags: [String: ConfigValue] = [:], _ environment: [String: String] = [:], file: String? = nil)
    async throws -> ServerOptions
  {
    var path: String?
    let folder = try TemporaryFolder()
    if let file { path = try folder.write(file.utf8, to: "serve.json").path }
    return try ServerOptions(await OptionSources(flags: flags, environment: environment, file: path))
  }

  @Test func flagThenEnvironmentThenCloudThenFile() async throws {
    let file = #"{"port": 4, "host": "h4", "grace": 4.5, "access-log": false}"#
    let cloud = ["AIP_HTTP_PORT": "3", "PORT": "33"]
    let own = ["DOGBREED_PORT": "2"].merging(cloud) { $1 }
    #expect(try await read().port == 8080)
    #expect(try await read(file: file).port == 4)
    #expect(try await read(file: file).grace == 4.5)
    #expect(try await !read(file: file).accessLog)
    #expect(try await read([:], cloud, file: file).port == 3)
    #expect(try await read([:], ["PORT": "33"], file: file).port == 33)
    #expect(try await read([:], own, file: file).port == 2)
    #expect(try await read(["port": ConfigValue(.int(1), isSecret: false)], own, file: file).port == 1)
  }

  @Test func cloudsGetAllAddresses() async throws {
    #expect(try await read().host == "127.0.0.1")
    #expect(try await read([:], ["PORT": "1"]).host == "0.0.0.0")
    #expect(try await read([:], ["PORT": "1", "DOGBREED_HOST": "::1"]).host == "::1")
    let options = try await read([:], ["AIP_PREDICT_ROUTE": "/p", "AIP_HEALTH_ROUTE": "/h"])
    #expect(options.predictPath == "/p" && options.healthPath == "/h")
  }

  @Test func severalWordsInTheEnvironment() async throws {
    let options = try await read([:], ["DOGBREED_RATE_LIMIT": "2.5", "DOGBREED_LOG_ADDRESSES": "true"])
    #expect(options.rateLimit == 2.5 && options.logsAddresses)
  }

  @Test(arguments: [
    ["DOGBREED_PORT": "http"], ["DOGBREED_PORT": "65536"], ["DOGBREED_PORT": "-1"], ["PORT": "x"],
    ["DOGBREED_GRACE": "0"], ["DOGBREED_GRACE": "soon"], ["DOGBREED_QUEUE": "1.5"], ["DOGBREED_ACCESS_LOG": "maybe"],
    ["DOGBREED_BODY_LIMIT": "100", "DOGBREED_BODY_BUDGET": "99"], ["AIP_PREDICT_ROUTE": "predict"],
    ["AIP_PREDICT_ROUTE": "/{id}"], ["AIP_HEALTH_ROUTE": "/a b"], ["DOGBREED_TLS_CERT": "cert.pem"],
    ["DOGBREED_ALLOW_ORIGIN": "example.org"], ["DOGBREED_ALLOW_ORIGIN": "https://example.org/path"],
    ["DOGBREED_ALLOW_ORIGIN": "https://a.org, https://b.org"], ["DOGBREED_LOG_FORMAT": "xml"],
  ])
  func wrongValuesAreSaid(_ environment: [String: String]) async {
    let error = await #expect(throws: ServerOptionsError.self) { try await read([:], environment) }
    #expect(error?.description.contains(";") == true)
  }

  @Test(arguments: ["{", "[]", #"{"port": "http"}"#, #"{"port": 8080.5}"#, #"{"access-log": "maybe"}"#])
  func wrongFilesAreSaid(_ file: String) async {
    await #expect(throws: ServerOptionsError.self) { try await read(file: file) }
  }

  @Test func aMissingFileIsSaid() async {
    await #expect(throws: ServerOptionsError.self) {
      try await OptionSources(flags: [:], environment: [:], file: "/nowhere/serve.json")
    }
  }

  @Test func everyOptionHasOneKeyAndOneHome() {
    let keys = ServerOption.all.map(\.key)
    #expect(Set(keys).count == keys.count)
    #expect(ServerOption.named("rate-limit")?.variable == "DOGBREED_RATE_LIMIT")
    for option in ServerOption.all {
      #expect(!option.summary.hasSuffix(".") && option.help.hasSuffix(")."), "\(option.key)")
    }
  }

  @Test func theDocumentedTableIsThisOne() throws {
    let file = RealImages.checkout.appending(path: "Docs/Serving.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    let wanted = ServerOption.markdown
    if !text.contains("\n\n\(wanted)\n\n") { Issue.record("Docs/Serving.md needs this table:\n\(wanted)") }
  }

  /// Options that take other values, or need others with them.
  private static let special: Set = [
    "port", "width", "queue", "connections", "client-connections", "tls-cert", "tls-key", "hsts", "metrics-host",
    "trusted-proxies",
  ]

  @Test(arguments: [
    ["DOGBREED_HSTS": "60"], ["DOGBREED_METRICS_HOST": "::1"], ["DOGBREED_METRICS_PORT": "70000"],
    ["DOGBREED_TRUSTED_PROXIES": "10.0.0.0/8,proxy"], ["DOGBREED_CLIENT_CONNECTIONS": "0"],
  ]) func whatHasNoEffectIsSaid(_ environment: [String: String]) async {
    let error = await #expect(throws: ServerOptionsError.self) { try await read([:], environment) }
    #expect(error?.description.contains(";") == true)
  }

  @Test func optionsThatNeedOthersAreReadWithThem() async throws {
    let options = try await read(
      [:],
      [
        "DOGBREED_HSTS": "60", "DOGBREED_TRUSTED_PROXIES": "10.0.0.0/8", "DOGBREED_METRICS_HOST": "::1",
        "DOGBREED_METRICS_PORT": "0", "DOGBREED_CLIENT_CONNECTIONS": "5",
      ])
    #expect(options.hsts == 60 && options.trustedProxies == "10.0.0.0/8" && options.clientConnections == 5)
    #expect(options.metricsHost == "::1" && options.metricsPort == 0)
  }

  @Test func everyOptionIsReadFromFileAndEnvironment() async throws {
    for option in ServerOption.all {
      let (text, json) =
        switch option.field {
        case .text, .path, .route: ("/x", "\"/x\"")
        case .choice: ("text", "\"text\"")
        case .origin, .url: ("https://example.org", "\"https://example.org\"")
        case .count: ("1073741000", "1073741000")
        case .number: ("9000", "9000")
        case .amount, .limit: ("2.5", "2.5")
        case .flag: (option.defaultValue == "on" ? "false" : "true", option.defaultValue == "on" ? "false" : "true")
        }
      guard !Self.special.contains(option.key) else { continue }
      let rest = option.key == "body-budget" ? "" : #", "body-budget": 1073741824"#
      let fromFile = try await read(file: "{\"\(option.key)\": \(json)\(rest)}")
      var environment = [option.variable: text]
      if option.key != "body-budget" { environment["DOGBREED_BODY_BUDGET"] = "1073741824" }
      let fromEnvironment = try await read([:], environment)
      #expect(fromFile == fromEnvironment, "\(option.key)")
      let without = try await read(file: #"{"body-budget": 1073741824}"#)
      #expect(option.key == "body-budget" || fromFile != without, "\(option.key)")
    }
  }

  @Test func unknownKeysAreRefusedAndUnknownVariablesSaid() async throws {
    let error = await #expect(throws: ServerOptionsError.self) { try await read(file: #"{"rate-limt": 1}"#) }
    #expect(error?.description.contains("rate-limt") == true && error?.description.contains("rate-limit?") == true)
    let environment = [
      "DOGBREED_RATE_LIMT": "1", "DOGBREED_MODEL": "m", "DOGBREED_CLOUD_IDLE": "1", "DOGBREED_PORT": "1", "PATH": "/",
      "DOGBREED_ELSE": "1",
    ]
    let warnings = try await OptionSources(flags: [:], environment: environment).warnings
    #expect(warnings.count == 2)
    #expect(warnings.last?.contains("did you mean DOGBREED_RATE_LIMIT?") == true)
    #expect(warnings.first?.contains("DOGBREED_ELSE") == true)
  }

  @Test func theFileMayBeNamedByAVariable() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(#"{"port": 5, "host": "::1"}"#.utf8, to: "serve.json").path
    let options = try ServerOptions(await OptionSources(flags: [:], environment: ["DOGBREED_CONFIG": path]))
    #expect(options.port == 5)
    let address = ServerAddress(host: ServerAddress.reachable(options.host), port: options.port, isSecure: true)
    #expect(address.description == "https://[::1]:5")
    #expect(ServerAddress.reachable("0.0.0.0") == "127.0.0.1" && ServerAddress.reachable("::") == "::1")
  }
}
