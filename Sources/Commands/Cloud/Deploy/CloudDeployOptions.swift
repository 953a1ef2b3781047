import ArgumentParser
import Foundation
import GoogleCloud

/// How to deploy a model.
struct CloudDeployOptions: ParsableArguments {
  /// Requests at a time that memory is for where nothing is said.
  static let requests = 16

  @Option(help: "The target: cloud-run, app-engine or vertex-endpoint.")
  var to: CloudTarget

  @Option(
    help: "The model folder: a local one, copied to the bucket, or gs://…; by default the shipped one.",
    transform: Place.pathOrGoogleURL)
  var model: String?

  @Option(
    name: .customLong("model-uri"),
    help:
      "The model folder if it is already in a bucket, gs://…; --model then only provides the answers to expect (default: none)."
  )
  var modelURI: String?

  @Option(help: "A serving image; by default one is built and pushed.")
  var image: String?

  @Flag(
    name: .customLong("cloud-build"),
    help: "Let Cloud Build build the image even if docker, podman or buildah is installed.")
  var cloudBuild = false

  @Option(help: "The service's or endpoint's name.")
  var name = "dogbreed"

  @Option(
    name: .customLong("min-instances"),
    help: "Instances that always run; by default 0, 1 where 0 isn't possible, or what a Cloud Run service has.")
  var minInstances: Int?

  @Option(
    name: .customLong("max-instances"),
    help: "Maximum instances; by default 4, or what a Cloud Run service has already.")
  var maxInstances: Int?

  @Option(
    help: "Memory per instance in MiB; by default enough for the model and --concurrency requests at a time.")
  var memory: Int?

  @Option(help: "Cores per instance; by default according to its memory.")
  var cpu: Int?

  @Option(help: "Concurrent requests per instance.")
  var concurrency = CloudDeployOptions.requests

  @Option(help: "The new revision's share of the traffic in percent; below 100 it also gets its own URL.")
  var traffic = 100

  @Option(help: "The machine of a Vertex AI endpoint.")
  var machine = "n1-standard-4"

  @Option(help: "Its GPU (default: none).")
  var gpu: String?

  @Option(
    name: .customLong("service-account"),
    help: "The service account that the service runs as; by default the platform's own.")
  var serviceAccount: String?

  @Flag(name: .customLong("public"), help: "Allow unauthenticated requests (Cloud Run).")
  var isPublic = false

  @Option(
    name: .customLong("check-as"),
    help:
      "The service account that checks a private Cloud Run service after deployment; by default the credentials' own.")
  var checkAs: String?

  @Flag(name: .customLong("no-check"), help: "Don't check the deployment's golden answers.")
  var noCheck = false

  @Option(
    name: .customLong("write-app-yaml"),
    help: "Write app.yaml to this path and deploy nothing (App Engine; default: none).",
    transform: Place.path)
  var appYAML: String?

  @Option(help: "Minutes the deployment may take.")
  var patience = 30.0

  /// The service's name at the target: App Engine's first service must be `default`.
  var service: String { to == .appEngine && name == "dogbreed" ? "default" : name }

  func validate() throws {
    if let modelURI, !modelURI.hasPrefix("gs://") { throw ValidationError("--model-uri must begin with gs://.") }
    if to == .cloudRun, !isPublic, checkAs == nil, !noCheck {
      throw ValidationError(
        "A private service's golden answers can't be checked without --check-as ACCOUNT; give that, --public or --no-check."
      )
    }
    if !(1...1000).contains(concurrency) { throw ValidationError("--concurrency must be from 1 to 1000.") }
    if to == .vertexEndpoint, image == nil, gpu != nil {
      throw ValidationError(
        "The serving image computes on the CPU, and a card under it would only cost: leave out --gpu, or name an --image "
          + "of your own.")
    }
    if to != .cloudRun, traffic != 100 { throw ValidationError("--traffic needs --to cloud-run.") }
    if appYAML != nil, to != .appEngine { throw ValidationError("--write-app-yaml needs --to app-engine.") }
    if !(patience > 0 && patience <= 600) {
      throw ValidationError("--patience must be above 0 and at most 600 minutes.")
    }
  }
}
