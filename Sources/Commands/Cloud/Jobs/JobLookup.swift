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

  /// A guess without any request: for `--dry-run`.
  static func guess(_ name: String, place: CloudPlace, settings: CloudSettings) -> (id: String, region: String) {
    if let record = settings.job(name) { return (record.id, record.region) }
    if let full = parts(of: name) { return (name, full.region) }
    return (address(of: name, place), place.region)
  }

  private static func address(of number: String, _ place: CloudPlace) -> String {
    "projects/\(place.project)/locations/\(place.region)/customJobs/\(number)"
  }

  private static func parts(of name: String) -> (project: String, region: String)? {
    CloudName.resource(name, kind: "customJobs").map { ($0.project, $0.region) }
  }
}
