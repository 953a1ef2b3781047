import Transport

/// Creates, finds and cancels custom jobs of one region.
package struct Jobs: Sendable {
  /// What the requests are sent by.
  package let client: GoogleClient
  /// The requests, as values.
  package let requests: JobRequests

  /// The jobs of a project in a region.
  package init(_ client: GoogleClient, project: String, region: String) {
    self.client = client
    requests = JobRequests(CloudRegion(client.endpoints, project: project, region: region))
  }

  /// Creates a job exactly once, although the API doesn't support that: if a response was lost, the name is looked up
  /// before retrying. A shortage (429) is thrown at once, since another place may have capacity.
  ///
  /// - job: its body; the label `submission`, if it has one, tells it from another job of its name.
  package func create(
    _ job: some Encodable & Sendable, named name: String, submission: (key: String, value: String)? = nil
  ) async throws(CloudError) -> JobReport {
    let request = try requests.create(job)
    var retrying = Retrying(client.policy)
    while true {
      do {
        return try await client.once(request, deadline: retrying.left).decoded(JobReport.self, of: request)
      } catch {
        guard error.status != 429, error.isTransient || error.kind == .corrupt else { throw error }
        let lost = error
        try await retrying.pause(after: CloudError(.connection, lost.message, request: lost.request))
        // One that has ended is from an earlier attempt, on another machine.
        let same = try await find(named: name).first { found in
          !found.status.isFinal && (submission.map { found.labels?[$0.key] == $0.value } ?? true)
        }
        if let same { return same }
      }
    }
  }

  /// Returns a job's report. Throws `CloudError`.
  package func get(_ name: String) async throws(CloudError) -> JobReport {
    try await client.json(JobReport.self, requests.get(name))
  }

  /// Jobs of a display name, newest first.
  package func find(named name: String) async throws(CloudError) -> [JobReport] {
    try await list(filter: JobRequests.filter(named: name), limit: 20)
  }

  /// The newest jobs first, at most `limit`.
  package func list(filter: String? = nil, limit: Int) async throws(CloudError) -> [JobReport] {
    var found: [JobReport] = []
    var page: String?
    repeat {
      let answer = try await client.json(
        JobPage.self, requests.list(filter: filter, size: min(100, limit), page: page))
      found += answer.customJobs ?? []
      page = answer.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
    } while page != nil && found.count < limit
    return Array(found.sorted { ($0.createTime ?? "") > ($1.createTime ?? "") }.prefix(limit))
  }

  /// The regions that Vertex AI has. Throws `CloudError`.
  package func regions() async throws(CloudError) -> [String] {
    var found: [String] = []
    var page: String?
    repeat {
      let answer = try await client.json(RegionPage.self, requests.regions(page: page))
      // They become parts of hosts.
      found += (answer.locations ?? []).compactMap(\.locationId).filter { CloudName.isRegion($0) && $0 != "global" }
      page = answer.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
    } while page != nil
    return found.sorted()
  }

  private struct RegionPage: Decodable, Sendable {
    struct Region: Decodable, Sendable { let locationId: String? }
    let locations: [Region]?
    let nextPageToken: String?
  }

  /// Cancels a job, which ends some time later. Throws `CloudError`.
  package func cancel(_ name: String) async throws(CloudError) {
    _ = try await client.send(try requests.cancel(name))
  }
}
