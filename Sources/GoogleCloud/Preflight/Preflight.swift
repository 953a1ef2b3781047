import Foundation
import Transport

/// Checks, before anything is built or paid for, whether it can work. Each check returns a finding; none throws, so
/// that all problems are reported at once.
package struct Preflight: Sendable {
  /// What the requests are sent by.
  package let client: GoogleClient
  /// The requests, as values.
  package let requests: PreflightRequests
  /// Where logins to registries other than Google's are looked for.
  private let environment: [String: String]

  package init(
    _ client: GoogleClient, project: String, environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    self.client = client
    self.environment = environment
    requests = PreflightRequests(endpoints: client.endpoints, project: project)
  }

  /// Whether there are credentials that Google takes.
  package func credentials() async -> PreflightResult {
    guard let credentials = client.credentials else {
      return PreflightResult("credentials", .good, "The storage emulator needs none.")
    }
    do throws(CloudError) {
      _ = try await credentials.token()
      return PreflightResult("credentials", .good, "A token was given.")
    } catch {
      return PreflightResult("credentials", .problem, error.description)
    }
  }

  /// Checks the project and its APIs with one request.
  package func services(_ hosts: [String]) async -> [PreflightResult] {
    let project = requests.project
    do throws(CloudError) {
      let missing = try await client.json(ServiceList.self, requests.services(hosts)).missing(of: hosts)
      let seen = PreflightResult("project", .good, "The project \(project) exists.")
      guard !missing.isEmpty else {
        return [seen, PreflightResult("services", .good, "All required APIs are enabled.")]
      }
      return [
        seen,
        PreflightResult(
          "services", .problem,
          "\(missing.joined(separator: ", ")) is disabled in \(project): enable it with `gcloud services enable "
            + "\(missing.joined(separator: " ")) --project \(project)`, or in the console."),
      ]
    } catch {
      guard error.status == 403 || error.status == 404 else {
        return [PreflightResult("services", .unknown, "The enabled APIs could not be listed: \(error)")]
      }
      // Someone who may not list services may still use them; but not in a project that doesn't exist.
      let isDenied = error.reason == "SERVICE_DISABLED" || error.message.contains("Service Usage API")
      return [
        isDenied
          ? PreflightResult(
            "services", .unknown, "The Service Usage API is disabled, so the others can't be checked.")
          : PreflightResult(
            "project", .problem,
            "There is no project \(project), or these credentials may not access it: correct --project, or ask for the role "
              + "Service Usage Viewer.")
      ]
    }
  }

  /// Whether the bucket is there, and whether the region reads it without crossing regions.
  package func bucket(_ name: String, region: String) async -> PreflightResult {
    let request = requests.bucket(name)
    do throws(CloudError) {
      let answer = try await client.send(request)
      guard answer.status != 404 else {
        return PreflightResult(
          "bucket", .problem,
          "There is no bucket gs://\(name): create it with `gcloud storage buckets create gs://\(name) --location \(region)`."
        )
      }
      let place = try answer.decoded(BucketPlace.self, of: request)
      let location = place.location?.lowercased() ?? "an unknown location"
      guard place.serves(region) else {
        return PreflightResult(
          "bucket", .problem,
          "gs://\(name) is in \(location), but the job runs in \(region): every read would cross regions and cost money. Use "
            + "\(place.advice), or another --bucket.")
      }
      return PreflightResult("bucket", .good, "gs://\(name) is in \(location).")
    } catch {
      let isDenied = error.status == 403 || error.status == 401
      return PreflightResult(
        "bucket", isDenied ? .problem : .unknown,
        isDenied
          ? "These credentials may not read gs://\(name): ask for the role Storage Object Admin on it."
          : "gs://\(name) could not be checked: \(error)")
    }
  }

  /// Whether the Artifact Registry repository that an image is to be pushed to is there.
  package func repository(of image: String) async -> PreflightResult {
    guard let request = requests.repository(of: image) else {
      return PreflightResult("repository", .good, "\(image) goes to another registry than Artifact Registry.")
    }
    do throws(CloudError) {
      guard try await client.send(request.request).status != 404 else {
        return PreflightResult(
          "repository", .problem,
          "There is no repository \(request.name) in \(request.region): create it with `gcloud artifacts repositories "
            + "create \(request.name) --repository-format docker --location \(request.region)`, or by `dogbreed cloud init "
            + "--create`.")
      }
      return PreflightResult("repository", .good, "\(request.name) is in \(request.region).")
    } catch {
      let isDenied = error.status == 403 || error.status == 401
      return PreflightResult(
        "repository", isDenied ? .problem : .unknown,
        isDenied
          ? "These credentials may not see the repository \(request.name): ask for the role Artifact Registry Writer."
          : "The repository \(request.name) could not be checked: \(error)")
    }
  }

  /// Whether the project's quota in the region allows as many machines.
  package func quota(_ choice: MachineChoice, machines: Int, spot: Bool, region: String) async -> PreflightResult {
    let metric = Self.metric(choice, spot: spot)
    let needed = (choice.accelerator == nil ? choice.machine.cores : choice.count) * machines
    do throws(CloudError) {
      let answer = try await client.json(QuotaMetric.self, requests.quota(metric))
      guard let allowed = answer.allowed(in: region) else {
        return PreflightResult("quota", .unknown, "\(metric) says nothing about \(region).")
      }
      guard allowed >= needed else {
        return PreflightResult(
          "quota", .problem,
          "\(requests.project) has a quota of \(allowed) for \(metric) in \(region), and \(needed) are needed: request more in "
            + "the console (IAM & Admin, Quotas), or use another --machine or --region.")
      }
      return PreflightResult(
        "quota", .good, "\(needed) of \(allowed == .max ? "any number" : "\(allowed)") of \(metric).")
    } catch {
      return PreflightResult("quota", .unknown, "The quota \(metric) could not be read: \(error)")
    }
  }

  /// The counted resource: GPUs if there are any, else cores.
  package static func metric(_ choice: MachineChoice, spot: Bool) -> String {
    choice.accelerator?.quotaMetric(spot: spot) ?? coreMetric(choice.machine, spot: spot)
  }

  /// Quotas of cores are by the machine's family; N1 and E2 share the plain one.
  static func coreMetric(_ machine: Machine, spot: Bool) -> String {
    let family = machine.name.split(separator: "-").first.map(String.init) ?? ""
    let middle = ["n2", "c2", "a2", "g2"].contains(family) ? "\(family)_" : ""
    return "aiplatform.googleapis.com/custom_model_training_\(spot ? "preemptible_" : "")\(middle)cpus"
  }

  /// Checks that the image exists and is for the machines' processors.
  package func image(_ address: String, architecture: String = Machine.architecture) async -> PreflightResult {
    do throws(CloudError) {
      let name = try ContainerImageName.registered(address)
      let found = try await ContainerRegistry(client, environment: environment).look(at: name).platforms
      guard found.contains("linux/\(architecture)") else {
        return PreflightResult(
          "image", .problem,
          "\(address) is for \(found.isEmpty ? "an unnamed processor" : found.joined(separator: ", ")), and Google's machines are \(architecture): build it "
            + "with `--platform linux/\(architecture)`, or by `dogbreed image build --cloud-build`.")
      }
      return PreflightResult("image", .good, "\(address) is for \(architecture).")
    } catch {
      let isGone = error.status == 404
      return PreflightResult(
        "image", isGone || error.kind == .usage ? .problem : .unknown,
        isGone ? "There is no image \(address): push it first." : "\(address) could not be checked: \(error)")
    }
  }
}
