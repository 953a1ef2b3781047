import Telemetry
import Testing
import Transport

@Suite struct SettingsTests {
  private func settings(_ environment: [String: String], endpoint: String? = nil) throws -> CollectorSettings? {
    try CollectorSettings(environment: environment, endpoint: endpoint, version: "1.2.3")
  }

  /// What OpenTelemetry's programs were reported to join wrongly: slashes at the end, bases with a path.
  @Test(
    arguments: [
      (["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318"], nil, "http://c:4318/v1/traces"),
      (["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318/"], nil, "http://c:4318/v1/traces"),
      (["OTEL_EXPORTER_OTLP_ENDPOINT": " http://c/otlp// "], nil, "http://c/otlp/v1/traces"),
      (
        ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://c/a", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://d"], nil,
        "http://c/a"
      ),
      (["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://c/a/"], nil, "http://c/a/"),
      (["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://c/a"], "http://e", "http://e/v1/traces"),
      (["OTEL_EXPORTER_OTLP_ENDPOINT": ""], nil, nil), ([:], nil, nil),
      (["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_SDK_DISABLED": "True"], nil, nil),
      (["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_TRACES_EXPORTER": "none"], nil, nil),
      (["OTEL_TRACES_SAMPLER": "nonsense", "OTEL_EXPORTER_OTLP_HEADERS": "nonsense"], nil, nil),
    ] as [([String: String], String?, String?)])
  func whereSpansGo(_ environment: [String: String], _ endpoint: String?, _ expected: String?) throws {
    #expect(try settings(environment, endpoint: endpoint)?.url == expected)
  }

  @Test(arguments: [
    ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://me:secret1@c"),
    ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://c?key=secret1"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
    ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/json"), ("OTEL_TRACES_EXPORTER", "zipkin"),
    ("OTEL_TRACES_SAMPLER", "sometimes"), ("OTEL_TRACES_SAMPLER_ARG", "1.5"), ("OTEL_TRACES_SAMPLER_ARG", "nan"),
    ("OTEL_EXPORTER_OTLP_HEADERS", "a=b,secret1"), ("OTEL_EXPORTER_OTLP_HEADERS", "a b=secret1"),
    ("OTEL_EXPORTER_OTLP_HEADERS", "a=secret1%0d%0aX:y"), ("OTEL_EXPORTER_OTLP_HEADERS", "a=%zzsecret1"),
    ("OTEL_RESOURCE_ATTRIBUTES", "a"), ("OTEL_EXPORTER_OTLP_TIMEOUT", "0"), ("OTEL_BSP_SCHEDULE_DELAY", "soon"),
    ("OTEL_BSP_MAX_QUEUE_SIZE", "0"), ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "2049"),
  ]) func whatCanNotBeUsedIsSaidWithoutItsValue(_ name: String, _ value: String) throws {
    var environment = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_TRACES_SAMPLER": "traceidratio"]
    environment[name] = value
    let error = #expect(throws: CollectorSettingsError.self) { try settings(environment) }
    let text = try #require(error).description
    #expect(text.contains(name), "\(text)")
    #expect(!text.contains("secret1") && text.hasSuffix("."), "\(text)")
  }

  /// A blank in a value and `=` at its end are what people write, encoded or not.
  @Test func headersAreDecodedAndNeverShown() throws {
    let found = try #require(
      try settings([
        "OTEL_EXPORTER_OTLP_ENDPOINT": "https://c",
        "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Basic%20abc%3D%3D, x-plain = Bearer a=b ,x-plain=c,",
      ]))
    #expect(found.headers.map(\.name) == ["authorization", "x-plain"])
    #expect(found.headers.map(\.value.revealed) == ["Basic abc==", "c"])
    #expect(!"\(found)".contains("abc"))
    var dumped = ""
    dump(found, to: &dumped)
    #expect(!dumped.contains("abc"))
  }

  @Test func theResourceSaysWhoItIs() throws {
    func resource(_ more: [String: String]) throws -> [String: String] {
      let all = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c"].merging(more) { $1 }
      return Dictionary(uniqueKeysWithValues: try #require(try settings(all)).resource.map { ($0.name, $0.value) })
    }
    let plain = try resource([:])
    #expect(plain["service.name"] == "dogbreed" && plain["service.version"] == "1.2.3")
    #expect(plain["telemetry.sdk.language"] == "swift" && plain["service.instance.id"]?.count == 36)
    let named = try resource([
      "OTEL_RESOURCE_ATTRIBUTES": "service.name=a,deployment.environment.name=test%2C1,service.instance.id=7",
      "OTEL_SERVICE_NAME": "b",
    ])
    #expect(named["service.name"] == "b" && named["deployment.environment.name"] == "test,1")
    #expect(named["service.instance.id"] == "7")
    #expect(try resource(["OTEL_RESOURCE_ATTRIBUTES": "service.name=a"])["service.name"] == "a")
  }

  @Test func whatMayNotBeMeantIsSaid() throws {
    func warnings(_ environment: [String: String]) throws -> [String] {
      try #require(try settings(environment)).warnings
    }
    #expect(try warnings(["OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318"]).isEmpty)
    #expect(try warnings(["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c/v1/traces"]).first?.contains("is added") == true)
    let headers = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_EXPORTER_OTLP_HEADERS": "a=b"]
    #expect(try warnings(headers).first?.contains("unencrypted") == true)
    let more = [
      "OTEL_EXPORTER_OTLP_ENDPOINT": "https://c", "OTEL_EXPORTER_OTLP_COMPRESSION": "gzip",
      "OTEL_EXPORTER_OTLP_CERTIFICATE": "/ca.pem",
    ]
    #expect(try warnings(more).count == 2)
  }

  @Test func limitsComeFromTheVariables() throws {
    let limits = try #require(
      try settings([
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_BSP_MAX_QUEUE_SIZE": "100", "OTEL_BSP_SCHEDULE_DELAY": "200",
        "OTEL_EXPORTER_OTLP_TIMEOUT": "5", "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT": "7000",
      ])
    ).limits
    #expect(limits.queue == 100 && limits.batch == 100)
    #expect(limits.delay == .milliseconds(200) && limits.timeout == .seconds(7))
  }
}
