import Support
import Testing

@Suite struct LocationTests {
  @Test(arguments: [
    "photos", "./gs:/photos", "/data/a:b", "C:/photos", "C:\\photos", "a:b", "photos/gs://x", "-", "日本://x", ":/x",
    "1a://x",
  ])
  func pathsStayPaths(_ text: String) throws {
    #expect(Location(text) == .path(text))
    #expect(try Location.requirePath(text) == text)
    #expect(try Location.requirePathOrURL(text) == text)
  }

  @Test(arguments: ["gs", "s3"]) func bucketsAreTakenOnlyWhereAURLMayBeGiven(_ scheme: String) throws {
    #expect(Location("\(scheme)://bucket/a b") == .stored("\(scheme)://bucket/a b"))
    #expect(try Location.requirePathOrURL("\(scheme)://bucket/name") == "\(scheme)://bucket/name")
    #expect(throws: LocationError.localOnly("\(scheme)://bucket/name")) {
      try Location.requirePath("\(scheme)://bucket/name")
    }
  }

  @Test func whereOneStoreIsTakenTheOtherIsRefusedInWords() throws {
    let error = #expect(throws: LocationError.self) { try Location.requirePathOrURL("s3://bucket/x", takes: ["gs"]) }
    #expect(error?.description == "s3:// is not supported here (s3://bucket/x); give a path or a gs:// URL")
    #expect(try Location.requirePathOrURL("gs://bucket/x", takes: ["gs"]) == "gs://bucket/x")
  }

  @Test(arguments: [
    ("s3:/bucket/x", "s3"), ("S3://bucket/x", "s3"), ("s3a://bucket/x", "s3a"), ("az://x/y", "az"),
    ("http://x/y.jpg", "http"), ("HTTPS://x", "https"),
    ("file:///tmp/x", "file"),
    ("dbfs:/mnt/x", "dbfs"), ("hf://datasets/x", "hf"), ("abfss://c@a/x", "abfss"), ("gs:/bucket/x", "gs"),
    ("GS://bucket/x", "gs"), ("hdfs+tls://x", "hdfs+tls"),
  ])
  func otherSchemesAreRefusedEverywhere(_ text: String, _ scheme: String) {
    #expect(Location(text) == .unsupported(text, scheme: scheme))
    #expect(throws: LocationError.unsupported(text, scheme: scheme, takes: Location.stores)) {
      try Location.requirePathOrURL(text)
    }
    #expect(throws: LocationError.unsupported(text, scheme: scheme, takes: [])) {
      try Location.requirePath(text)
    }
  }

  @Test(arguments: [" gs://kennel/x", "\ts3://kennel/x", "\u{A0}http://x/y"]) func aBlankBeforeAURLIsNoFolder(
    _ text: String
  ) {
    let url = String(text.dropFirst())
    #expect(throws: LocationError.padded(url)) { try Location.requirePath(text) }
    #expect(throws: LocationError.padded(url)) { try Location.requirePathOrURL(text) }
  }

  @Test func anEmptyTextIsNoPlace() {
    #expect(throws: LocationError.empty) { try Location.requirePath("") }
    #expect(throws: LocationError.empty) { try Location.requirePathOrURL("") }
  }
}
