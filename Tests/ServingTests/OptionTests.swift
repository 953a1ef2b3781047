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
}
