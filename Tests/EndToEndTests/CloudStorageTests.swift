import Foundation
import TestSupport
import Testing

/// `cloud copy` and `cloud sync` through the program: kills, and what other people's programs make of it.
@Suite struct CloudStorageTests {
  private let program: Program
  private let folder: TemporaryFolder

  init() throws {
    program = try Program()
    folder = try TemporaryFolder()
  }

  private func path(_ name: String) -> String { folder.url.appending(path: name).path }

  private func bytes(_ count: Int, seed: UInt64) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count / 8).flatMap { _ in withUnsafeBytes(of: generator.next()) { Array($0) } }
  }

  private func file(_ name: String) -> [UInt8]? { FileManager.default.contents(atPath: path(name)).map(Array.init) }

  /// Killed at up to 25 random moments each way, as one stream and as parts, 50 at least together; every byte arrives,
  /// none twice, none wrong.
  @Test(arguments: [1_048_576, 524_288]) func killedItGoesOn(chunk: Int) throws {
    let stub = try StorageStub()
    // Slow enough that most of the moments come before the end: 512 pieces of 64 KiB.
    try stub.configure(["slow": 0.04])
    let sent = bytes(32 << 20, seed: UInt64(chunk))
    try folder.write(sent, to: "file")
    // At a chunk of 1 MiB the file is one resumable stream; at 512 KiB it is parts that are composed.
    let environment = stub.environment.merging(["DOGBREED_CLOUD_CHUNK": "\(chunk)"]) { $1 }
    let up = try program.killing(
      ["cloud", "copy", path("file"), "gs://kennel/x/file"], environment: environment, kills: 25, after: 0.05...0.35,
      seed: 1)
    // Comparisons apart from the expectation, which would print all the bytes.
    let isThere = try stub.bytes(bucket: "kennel", name: "x/file") == sent
    #expect(isThere)
    var state = try stub.state()
    #expect(state.violations.isEmpty, "\(state.violations)")
    #expect(state.kept["kennel/x/file"] == 1)
    #expect(state.objects.keys.sorted() == ["kennel/x/file"])
    let down = try program.killing(
      ["cloud", "copy", "gs://kennel/x/file", path("back")], environment: environment, kills: 25, after: 0.05...0.35,
      seed: 2)
    let isBack = file("back") == sent
    #expect(isBack)
    state = try stub.state()
    #expect(state.violations.isEmpty, "\(state.violations)")
    #expect(up + down >= 25, "\(up) and \(down) kills")
  }

  @Test func wordsThatMeanNothing() throws {
    for arguments in [["a", "b"], ["gs://abc/x", "gs://abc/y"], ["gs://A/x", "y"]] {
      let outcome = try program.start(["cloud", "copy"] + arguments).1()
      #expect(outcome.status == 2, "\(outcome.errors)")
    }
    let outcome = try program.run("cloud", "copy", "/nowhere/x", "gs://kennel/y", environment: ["NO_GCE_CHECK": "true"])
    #expect(outcome.status == 1 && outcome.errors.contains("/nowhere/x"), "\(outcome.errors)")
  }

  // Other people's programs

  private func tree() throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for (number, size) in [0, 8, 5000, 300_000, 1_500_000].enumerated() {
      let name = "class \(number % 2)/ä \(number)?.bin"
      files[name] = bytes(size, seed: UInt64(number))
      try folder.write(files[name] ?? [], to: "here/\(name)")
    }
    return files
  }

  @Test(.enabled(if: FakeStorage.available)) func fakeGCSServerTakesAndGivesIt() throws {
    let fake = try FakeStorage(bucket: "kennel")
    let files = try tree()
    let environment = fake.environment.merging(["DOGBREED_CLOUD_CHUNK": "262144"]) { $1 }
    var outcome = try program.run(
      "cloud", "sync", path("here"), "gs://kennel/all dogs", "--json", environment: environment)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try outcome.object()["transferred"] as? Int == files.count)
    outcome = try program.run(
      "cloud", "sync", path("here"), "gs://kennel/all dogs", "--json", environment: environment)
    #expect(try outcome.object()["unchanged"] as? Int == files.count)
    outcome = try program.run(
      "cloud", "sync", "gs://kennel/all dogs", path("back"), environment: environment)
    #expect(outcome.status == 0, "\(outcome.errors)")
    for (name, bytes) in files { #expect(file("back/\(name)") == bytes, "\(name)") }
    try FileManager.default.removeItem(atPath: path("here/class 0"))
    for number in 0..<12 { try folder.write([1], to: "more/old/\(number)") }
    #expect(
      try program.run("cloud", "copy", path("more"), "gs://kennel/all dogs", environment: environment).status == 0)
    // Every deletion is named, however many there are.
    outcome = try program.run(
      "cloud", "sync", path("here"), "gs://kennel/all dogs", "--delete", "--dry-run", environment: environment)
    #expect(
      outcome.errors.split(separator: "\n").count { $0.hasPrefix("would delete gs://kennel/all dogs/") } == 15,
      "\(outcome.errors)")
    outcome = try program.run(
      "cloud", "sync", path("here"), "gs://kennel/all dogs", "--delete", "--json", environment: environment)
    #expect(try outcome.object()["deleted"] as? Int == 15, "\(outcome.errors)")
  }

  @Test(.enabled(if: FakeStorage.available)) func googlesOwnClientReadsWhatWeWroteAndWritesWhatWeRead() throws {
    let fake = try FakeStorage(bucket: "kennel")
    let files = try tree()
    let environment = fake.environment.merging(["DOGBREED_CLOUD_CHUNK": "262144"]) { $1 }
    let outcome = try program.run("cloud", "copy", path("here"), "gs://kennel/ours", environment: environment)
    #expect(outcome.status == 0, "\(outcome.errors)")
    _ = try ReferencePython.run(
      """
      import os, pathlib, sys
      os.environ["STORAGE_EMULATOR_HOST"] = sys.argv[1]
      from google.auth.credentials import AnonymousCredentials
      from google.cloud import storage
      bucket = storage.Client(project="p", credentials=AnonymousCredentials()).bucket("kennel")
      here, out = pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
      for file in here.rglob("*"):
        if not file.is_file(): continue
        name = str(file.relative_to(here))
        place = out / name
        place.parent.mkdir(parents=True, exist_ok=True)
        bucket.blob("ours/" + name).download_to_filename(place, checksum="crc32c")
        bucket.blob("theirs/" + name).upload_from_filename(file, checksum="crc32c")
      """, [fake.root, path("here"), path("python")])
    let back = try program.run("cloud", "copy", "gs://kennel/theirs", path("back"), environment: environment)
    #expect(back.status == 0, "\(back.errors)")
    for (name, bytes) in files {
      #expect(file("python/\(name)") == bytes, "\(name)")
      #expect(file("back/\(name)") == bytes, "\(name)")
    }
  }

  /// Google's own library and we ask the same token server in the same words.
  @Test(.enabled(if: FakeStorage.available)) func googlesOwnLibraryAsksForTokensInTheSameWords() throws {
    let stub = try StorageStub()
    try stub.configure(["auth": true])
    try stub.put([1], bucket: "kennel", name: "x")
    let script = """
      import json, sys
      from google.auth import default
      from google.auth.transport.requests import Request
      credentials, _ = default(scopes=["https://www.googleapis.com/auth/cloud-platform"])
      credentials.refresh(Request())
      """
    let key = try ReferencePython.run(
      """
      from cryptography.hazmat.primitives.asymmetric import rsa
      from cryptography.hazmat.primitives import serialization as s
      key = rsa.generate_private_key(65537, 2048)
      print(key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption()).decode())
      """)
    let files: [[String: Any]] = [
      [
        "type": "service_account", "client_email": "dog@p.iam.gserviceaccount.com", "private_key": key,
        "private_key_id": "key-1", "project_id": "p", "token_uri": stub.root + "/token",
      ],
      [
        "type": "external_account", "audience": "//iam.googleapis.com/x", "token_url": stub.root + "/token",
        "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "credential_source": ["file": path("subject")],
      ],
    ]
    try folder.write(Array("proof".utf8), to: "subject")
    for file in files {
      try folder.write(JSONSerialization.data(withJSONObject: file), to: "key.json")
      try stub.clear()
      _ = try ReferencePython.run(
        "import os; os.environ['GOOGLE_APPLICATION_CREDENTIALS'] = \"\(path("key.json"))\"\n" + script)
      let environment = stub.environment.merging(["GOOGLE_APPLICATION_CREDENTIALS": path("key.json")]) { $1 }
      let outcome = try program.run("cloud", "copy", "gs://kennel/x", path("x"), environment: environment)
      #expect(outcome.status == 0, "\(outcome.errors)")
      try FileManager.default.removeItem(atPath: path("x"))
      let forms = try stub.state().forms.map(Self.withoutTimes)
      #expect(forms.count == 2 && forms.first == forms.last, "\(forms)")
    }
  }

  /// A form whose assertion is replaced by its header and claims, without times.
  private static func withoutTimes(_ form: [String: String]) throws -> [String: String] {
    var form = form
    guard let assertion = form["assertion"] else { return form }
    for (number, part) in assertion.split(separator: ".").prefix(2).enumerated() {
      var text = part.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
      text += String(repeating: "=", count: (4 - text.count % 4) % 4)
      var object =
        try JSONSerialization.jsonObject(with: #require(Data(base64Encoded: text))) as? [String: Any] ?? [:]
      if let begin = object["iat"] as? Int, let end = object["exp"] as? Int { object["life"] = end - begin }
      object["iat"] = nil
      object["exp"] = nil
      form["part \(number)"] = String(
        decoding: try JSONSerialization.data(withJSONObject: object, options: .sortedKeys), as: UTF8.self)
    }
    form["assertion"] = nil
    return form
  }
}
