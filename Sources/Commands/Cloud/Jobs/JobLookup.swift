import Foundation
import GoogleCloud
import Transport

/// Finds a job by the name that the user gives.
enum JobLookup {
  /// By the record in `dogbreed.json`, by a full name, by its number, or by its display name in the region. Throws
  /// `CloudError` where there is none.
  static func find(
    _ name: String, client: GoogleClient, place: CloudPlace, settings: CloudSettings
  ) async throws -> (id: String, region: String, project: String) {
    if let record = settings.job(name) { return (record.id, record.region, record.project) }
    if let full = parts(of: name) { return (name, full.region, full.project) }
    let jobs = Jobs(client, project: place.project, region: place.region)
    if let found = try await jobs.find(named: name).first {
      return (found.name, found.region ?? place.region, place.project)
    }
    guard !name.isEmpty, name.allSatisfy({ $0.isASCII && $0.isNumber }) else {
      throw CloudError(
        .usage, "There is no job \(name) in \(place.region) of \(place.project): list them with dogbreed cloud jobs")
    }
    return (address(of: name, place), place.region, place.project)
  }

  /// What `--dry-run` knows of a job without any request.
  struct Guess {
    /// `projects/…/customJobs/ID`, where `JOB` stands for an ID that only Vertex AI knows.
    let id: String
    let region: String
    let project: String
    /// What is asked first to find it.
    let finding: [CloudRequest]
  }

  static func guess(_ name: String, _ endpoints: Endpoints, place: CloudPlace, settings: CloudSettings) -> Guess {
    if let record = settings.job(name) {
      return Guess(id: record.id, region: record.region, project: record.project, finding: [])
    }
    if let full = parts(of: name) {
      return Guess(id: name, region: full.region, project: full.project, finding: [])
    }
    let isNumber = !name.isEmpty && name.allSatisfy { $0.isASCII && $0.isNumber }
    return Guess(
      id: address(of: isNumber ? name : "JOB", place), region: place.region, project: place.project,
      finding: [JobRequests(place.site(endpoints)).list(filter: JobRequests.filter(named: name), size: 20)])
  }

  private static func address(of number: String, _ place: CloudPlace) -> String {
    "projects/\(place.project)/locations/\(place.region)/customJobs/\(number)"
  }

  private static func parts(of name: String) -> (project: String, region: String)? {
    CloudName.resource(name, kind: "customJobs").map { ($0.project, $0.region) }
  }
}
