import Foundation
import GoogleCloud
import Transport

/// Makes what `cloud init` found missing, each thing after a question, and says each.
struct CloudSetup: Sendable {
  let client: GoogleClient
  let place: CloudPlace
  /// Whether to make it, a question that names it.
  let agrees: @Sendable (String) -> Bool

  /// The account that jobs and services may run as.
  static let account = "dogbreed"

  private var requests: SetupRequests { SetupRequests(endpoints: client.endpoints, project: place.project) }

  /// Everything that could be made, in order.
  static func requests(_ endpoints: Endpoints, _ place: CloudPlace) throws(CloudError) -> [CloudRequest] {
    let requests = SetupRequests(endpoints: endpoints, project: place.project)
    return [
      try requests.enable(CloudInitCommand.services), try requests.bucket(place.bucket, region: place.region),
      try requests.repository(place.repository, region: place.region), try requests.account(account),
    ]
  }

  private struct Ignored: Decodable, Sendable {}

  /// Throws `CloudError` where something could not be made; what was made before stays, and is found next time.
  func make() async throws(CloudError) {
    let before = PreflightRequests(endpoints: client.endpoints, project: place.project)
    let missing = try await client.json(ServiceList.self, before.services(CloudInitCommand.services)).missing(
      of: CloudInitCommand.services)
    if !missing.isEmpty, agrees("Switch on \(missing.joined(separator: ", ")) in \(place.project)?") {
      _ = try await Operations(client, root: requests.serviceRoot).run(requests.enable(missing), Ignored.self)
      Console.error("\(missing.joined(separator: ", ")): on.")
    }
    if try await client.send(before.bucket(place.bucket)).status == 404,
      agrees("Make the bucket gs://\(place.bucket) in \(place.region)?")
    {
      _ = try await client.send(requests.bucket(place.bucket, region: place.region))
      Console.error("gs://\(place.bucket) was made in \(place.region).")
    }
    if let asked = before.repository(of: place.image("serve", tag: "1")),
      try await client.send(asked.request).status == 404,
      agrees("Make the repository \(place.repository) in \(place.region)?")
    {
      _ = try await Operations(client, root: requests.repositoryRoot).run(
        requests.repository(place.repository, region: place.region), Ignored.self)
      Console.error("The repository \(place.repository) was made in \(place.region).")
    }
    let account = "\(Self.account)@\(place.project).iam.gserviceaccount.com"
    if agrees("Make the service account \(account), which has no rights yet?") {
      let isThere = try await client.send(requests.account(Self.account)).status == 409
      Console.error(
        "\(account) \(isThere ? "was there already" : "was made"); give it rights with `gcloud projects add-iam-policy-binding "
          + "\(place.project) --member serviceAccount:\(account) --role roles/aiplatform.user`, and roles/storage.objectAdmin "
          + "on gs://\(place.bucket), then name it with --service-account.")
    }
  }
}
