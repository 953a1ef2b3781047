import Foundation
import ObjectStorage
import StorageTestSupport
import Support
import TestSupport
import Testing
import Transport

@testable import AmazonStorage

/// moto as the server, boto3 as the other client: each reads what we wrote, and we read what boto3 wrote.
@Suite(.enabled(if: AmazonReference.available)) struct MotoTests {
  private let moto: MotoServer
  private let folder: TemporaryFolder

  init() throws {
    moto = try MotoServer(bucket: "kennel")
    folder = try TemporaryFolder()
  }

  private func path(_ name: String) -> String { folder.url.appending(path: name).path }

  private func with<Value>(_ body: (AmazonStorage) async throws -> Value) async throws -> Value {
    var options = TransferOptions(stateFolder: path("state"))
    // The least that S3 takes for a part.
    (options.chunk, options.single) = (5 << 20, 1 << 20)
    let chosen = options
    return try await AmazonClient.with(environment: moto.environment) {
      try await body(AmazonStorage($0, options: chosen))
    }
  }

  private static let client = """
    import boto3, json, pathlib, sys
    from boto3.s3.transfer import TransferConfig
    s3 = boto3.client("s3", endpoint_url=sys.argv[2], aws_access_key_id="a", aws_secret_access_key="s", region_name="us-east-1")
    config = TransferConfig(multipart_threshold=6 << 20, multipart_chunksize=5 << 20)

    """

  private func boto(_ script: String, _ arguments: String...) throws -> String {
    try AmazonReference.run(Self.client + script, [moto.root] + arguments)
  }

  private func tree() throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for (number, size) in [0, 1, 5000, 300_000, 7_000_000, 11_000_001].enumerated() {
      let name = "class \(number % 2)/ä+ \(number)&?.bin"
      files[name] = AmazonBench.bytes(size, seed: UInt64(number))
      try folder.write(files[name] ?? [], to: "here/\(name)")
    }
    return files
  }

  @Test func botoReadsWhatWeWroteAndWritesWhatWeRead() async throws {
    let files = try tree()
    try await with { storage in
      let report = try await FolderSync(storage).up(path("here"), to: StorageAddress("s3://kennel/ours"))
      #expect(report.transferred == files.count)
      #expect(
        try await FolderSync(storage).up(path("here"), to: StorageAddress("s3://kennel/ours")).unchanged == files.count)
    }
    let listed = try boto(
      """
      here, out = pathlib.Path(sys.argv[3]), pathlib.Path(sys.argv[4])
      for file in sorted(here.rglob("*")):
        if not file.is_file(): continue
        name = str(file.relative_to(here))
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        s3.download_file("kennel", "ours/" + name, str(out / name), Config=config)
        s3.upload_file(str(file), "kennel", "theirs/" + name, Config=config)
      print(sum(len(page.get("Contents", [])) for page in s3.get_paginator("list_objects_v2").paginate(Bucket="kennel", Prefix="ours/")))
      print(len(s3.list_multipart_uploads(Bucket="kennel").get("Uploads", [])))
      """, path("here"), path("boto"))
    #expect(listed.split(separator: "\n") == ["\(files.count)", "0"])
    try await with { storage in
      let theirs = try StorageAddress("s3://kennel/theirs")
      #expect(try await FolderSync(storage).down(theirs, to: path("back")).transferred == files.count)
      #expect(try await FolderSync(storage).down(theirs, to: path("back")).unchanged == files.count)
      // What boto3 sent needn't be sent again.
      #expect(try await FolderSync(storage).up(path("here"), to: theirs).unchanged == files.count)
    }
    for (name, bytes) in files {
      let isSame = FileManager.default.contents(atPath: path("boto/\(name)")).map(Array.init) == bytes
      let isBack = FileManager.default.contents(atPath: path("back/\(name)")).map(Array.init) == bytes
      #expect(isSame && isBack, "\(name)")
    }
  }

  @Test func checksumsAreKeptByTheServer() async throws {
    try folder.write(AmazonBench.bytes(7_000_000, seed: 4), to: "file")
    let sent = try await with { try await $0.upload(path("file"), to: StorageAddress("s3://kennel/file")) }
    let told = try boto(
      """
      print(s3.head_object(Bucket="kennel", Key="file", ChecksumMode="ENABLED").get("ChecksumCRC32C", ""))
      """)
    #expect(told == "\(try #require(sent.object.crc).base64)\n")
  }

  @Test func conditionsDeletionsAndRights() async throws {
    try folder.write([1, 2, 3], to: "file")
    let address = try StorageAddress("s3://kennel/x/file")
    try await with { storage in
      _ = try await storage.upload(path("file"), to: address)
      let error = await #expect(throws: CloudError.self) {
        try folder.write([4], to: "other")
        return try await storage.upload(path("other"), to: address, over: .some(nil))
      }
      #expect(error?.status == 412, "\(String(describing: error))")
      let object = try #require(try await storage.object(at: address))
      #expect(object.size == 3)
      try await storage.canWrite(to: address.appending("y"))
      try await storage.delete(address, object)
      #expect(try await storage.object(at: address) == nil)
      try await storage.delete(address, object)
      let missing = await #expect(throws: CloudError.self) {
        try await storage.list(below: StorageAddress("s3://nowhere1/x"))
      }
      #expect(missing?.reason == "NoSuchBucket")
    }
  }

  /// A list of more than one page, of names that XML and URLs bend.
  @Test func aLongListing() async throws {
    _ = try boto(
      """
      for n in range(1203): s3.put_object(Bucket="kennel", Key=f"many/{n} <&>+%25 ä.jpg", Body=b"x")
      """)
    try await with { storage in
      let names = try await storage.list(below: StorageAddress("s3://kennel/many")).map(\.name)
      #expect(names.count == 1203 && Set(names).contains("many/7 <&>+%25 ä.jpg"))
      let cuts = try await storage.list(
        below: StorageAddress("s3://kennel/many"), starts: [names[3], "many/5", names[900]])
      #expect(cuts.map(\.name) == names)
    }
  }
}
