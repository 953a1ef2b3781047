import Foundation
import NIOCore
import Support
import Transport

/// Cloud Build: for machines without a build tool for container images, or with another kind of processor.
package struct CloudBuild: Sendable {
  private let client: GoogleClient
  private let project: String
  private let region: String
  /// The interval between polls of the build's state.
  private let interval: Duration

  package init(_ client: GoogleClient, project: String, region: String, interval: Duration = .seconds(5)) {
    (self.client, self.project, self.region, self.interval) = (client, project, region, interval)
  }

  private struct Stored: Decodable, Sendable {
    let generation: String
    let size: String?
  }

  private struct Operation: Decodable, Sendable {
    struct Metadata: Decodable, Sendable { let build: ContainerImageBuildReport }
    let metadata: Metadata
  }

  /// The URL of builds.
  package static func address(_ endpoints: Endpoints, project: String, region: String) -> String {
    endpoints.root(of: "cloudbuild.googleapis.com")
      + "/v1/projects/\(project.percentEncoded)/locations/\(region.percentEncoded)/builds"
  }

  /// The source object's name: by its content, so that the same source is uploaded once. Throws `CloudError`.
  package static func object(for archive: FileSlice) throws(CloudError) -> String {
    var hash = SHA256()
    for begin in stride(from: archive.offset, to: archive.offset + archive.count, by: 1 << 20) {
      let count = min(1 << 20, archive.offset + archive.count - begin)
      hash.update(data: Data(try archive.file.buffer(at: begin, count: count).readableBytesView))
    }
    let name = hash.finalize().prefix(16).hexadecimal
    return "dogbreed/source/\(name).tar.gz"
  }

  /// The request that uploads the source, unless it exists.
  package static func storing(
    _ archive: FileSlice, bucket: String, object: String, _ endpoints: Endpoints
  ) -> CloudRequest {
    var request = CloudRequest(
      "POST", "\(endpoints.storage)/upload/storage/v1/b/\(bucket.percentEncoded)/o",
      query: [("uploadType", "media"), ("name", object), ("ifGenerationMatch", "0")])
    request.headers = [("Content-Type", "application/gzip")]
    request.body = .file(archive)
    // The generation precondition makes a second upload fail, which is fine: it exists then.
    request.isRepeatable = true
    request.accepted = [412]
    return request
  }

  /// Stores the source and returns the object's generation.
  package func store(_ archive: FileSlice, bucket: String, object: String) async throws(CloudError) -> String {
    let request = Self.storing(archive, bucket: bucket, object: object, client.endpoints)
    let answer = try await client.send(request, limit: 1 << 20)
    if answer.status != 412 { return try answer.decoded(Stored.self, of: request).generation }
    let url =
      "\(client.endpoints.storage)/storage/v1/b/\(bucket.percentEncoded)/o/\(object.percentEncoded)"
    let there = try await client.json(Stored.self, CloudRequest("GET", url), limit: 1 << 20)
    guard there.size == String(archive.count) else {
      throw CloudError(
        .corrupt, "gs://\(bucket)/\(object) contains something else: delete it", request: request.summary)
    }
    return there.generation
  }

  /// Starts a build and waits for its end; `heard` is called once per state. Returns the pushed image's digest.
  ///
  /// Throws `CloudError`: of kind `usage` with the build's own reason and its log's address where it failed.
  package func run(
    _ build: ContainerImageBuild, heard: @Sendable (ContainerImageBuildReport) -> Void
  ) async throws(CloudError) -> String {
    let root = Self.address(client.endpoints, project: project, region: region)
    let request = try CloudRequest("POST", root, json: build)
    var report = try await client.json(Operation.self, request).metadata.build
    guard !report.id.isEmpty, report.id.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != 47 }) else {
      throw CloudError(.corrupt, "Cloud Build didn't name the build", request: request.summary)
    }
    var last: String?
    while true {
      if report.status != last { heard(report) }
      last = report.status
      if report.isDone { break }
      do { try await Task.sleep(for: interval) } catch { throw CloudError(.deadline, "Waiting was cancelled") }
      report = try await client.json(
        ContainerImageBuildReport.self, CloudRequest("GET", "\(root)/\(report.id.percentEncoded)"))
    }
    guard report.status == "SUCCESS" else {
      let reason = report.failureInfo?.detail ?? report.statusDetail ?? ""
      throw CloudError(
        .usage,
        "Cloud Build \(report.id) ended as \(report.status ?? "")" + (reason.isEmpty ? "" : ": \(reason.prefix(600))")
          + (report.logUrl.map { "; its log is at \($0)" } ?? ""))
    }
    guard let digest = report.results?.images?.first?.digest, ContainerImageName.isDigest(digest) else {
      throw CloudError(.corrupt, "Cloud Build \(report.id) reports no digest of the pushed image")
    }
    return digest
  }
}
