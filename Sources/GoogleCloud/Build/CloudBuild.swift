import Crypto
import Foundation
import NIOCore
import Support

/// Cloud Build: for those without a program that builds images, or on another kind of processor.
package struct CloudBuild: Sendable {
  private let client: GoogleClient
  private let project: String
  private let region: String
  /// Between two questions for the build's state.
  private let interval: Duration

  package init(_ client: GoogleClient, project: String, region: String, interval: Duration = .seconds(5)) {
    (self.client, self.project, self.region, self.interval) = (client, project, region, interval)
  }

  private struct Stored: Decodable, Sendable {
    let generation: String
    let size: String?
  }

  private struct Operation: Decodable, Sendable {
    struct Metadata: Decodable, Sendable { let build: ImageBuildReport }
    let metadata: Metadata
  }

  /// Where builds are made and looked at.
  package static func address(_ endpoints: Endpoints, project: String, region: String) -> String {
    endpoints.root(of: "cloudbuild.googleapis.com")
      + "/v1/projects/\(CloudRequest.escaped(project))/locations/\(CloudRequest.escaped(region))/builds"
  }

  /// What the source is called: by its bytes, so that the same ones travel once. Throws `CloudError`.
  package static func object(for archive: FileSlice) throws(CloudError) -> String {
    var hash = SHA256()
    for begin in stride(from: archive.offset, to: archive.offset + archive.count, by: 1 << 20) {
      let count = min(1 << 20, archive.offset + archive.count - begin)
      hash.update(data: Data(try archive.file.read(at: begin, count: count).readableBytesView))
    }
    let name = hash.finalize().prefix(16).hexadecimal
    return "dogbreed/source/\(name).tar.gz"
  }

  /// The request that stores the source, unless it is there.
  package static func storing(
    _ archive: FileSlice, bucket: String, object: String, _ endpoints: Endpoints
  ) -> CloudRequest {
    var request = CloudRequest(
      "POST", "\(endpoints.storage)/upload/storage/v1/b/\(CloudRequest.escaped(bucket))/o",
      query: [("uploadType", "media"), ("name", object), ("ifGenerationMatch", "0")])
    request.headers = [("Content-Type", "application/gzip")]
    request.body = .file(archive)
    // The generation makes a second one fail, which is well: it is there then.
    request.isRepeatable = true
    request.accepted = [412]
    return request
  }

  /// Stores the source and gives the object's generation.
  package func store(_ archive: FileSlice, bucket: String, object: String) async throws(CloudError) -> String {
    let request = Self.storing(archive, bucket: bucket, object: object, client.endpoints)
    let answer = try await client.send(request, limit: 1 << 20)
    if answer.status != 412 { return try answer.decoded(Stored.self, of: request).generation }
    let url =
      "\(client.endpoints.storage)/storage/v1/b/\(CloudRequest.escaped(bucket))/o/\(CloudRequest.escaped(object))"
    let there = try await client.json(Stored.self, CloudRequest("GET", url), limit: 1 << 20)
    guard there.size == String(archive.count) else {
      throw CloudError(.corrupt, "gs://\(bucket)/\(object) holds something else: delete it", request: request.summary)
    }
    return there.generation
  }

  /// Begins a build and waits for its end; `heard` gets each state once. Gives the pushed image's digest.
  ///
  /// Throws `CloudError`: of kind `usage` with the build's own reason and its log's address where it failed.
  package func run(
    _ build: ImageBuild, heard: @Sendable (ImageBuildReport) -> Void
  ) async throws(CloudError) -> String {
    let root = Self.address(client.endpoints, project: project, region: region)
    let request = try CloudRequest("POST", root, json: build)
    var report = try await client.json(Operation.self, request).metadata.build
    guard !report.id.isEmpty, report.id.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != 47 }) else {
      throw CloudError(.corrupt, "Cloud Build gave its build no name", request: request.summary)
    }
    var last: String?
    while true {
      if report.status != last { heard(report) }
      last = report.status
      if report.isDone { break }
      do { try await Task.sleep(for: interval) } catch { throw CloudError(.deadline, "Waiting was called off") }
      report = try await client.json(
        ImageBuildReport.self, CloudRequest("GET", "\(root)/\(CloudRequest.escaped(report.id))"))
    }
    guard report.status == "SUCCESS" else {
      let reason = report.failureInfo?.detail ?? report.statusDetail ?? ""
      throw CloudError(
        .usage,
        "Cloud Build \(report.id) ended as \(report.status ?? "")" + (reason.isEmpty ? "" : ": \(reason.prefix(600))")
          + (report.logUrl.map { "; its log is at \($0)" } ?? ""))
    }
    guard let digest = report.results?.images?.first?.digest, ImageName.isDigest(digest) else {
      throw CloudError(.corrupt, "Cloud Build \(report.id) names no digest of what it pushed")
    }
    return digest
  }
}
