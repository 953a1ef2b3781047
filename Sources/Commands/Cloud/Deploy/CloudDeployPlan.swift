import Artifact
import Foundation
import GoogleCloud
import Serving
import Support
import Transport

/// A deployment, fully planned before anything is sent.
struct CloudDeployPlan: Sendable {
  enum Body: Sendable {
    case cloudRun(CloudRunPlan)
    case appEngine(AppEnginePlan)
    case endpoint(EndpointPlan)
  }

  /// The local model folder.
  let folder: URL
  /// Where the service reads the model.
  let modelAddress: String
  /// Whether the folder is copied there first.
  let isCarried: Bool
  let needs: ServingNeeds
  let image: String?
  let builtImage: String
  /// The beginning of the model's seal.
  private let version: String
  private let options: CloudDeployOptions
  private let stamp: String

  /// Reads and checks the model folder. Throws `ArtifactError`, `CloudError` of kind `usage`, a usage error.
  init(_ options: CloudDeployOptions, place: CloudPlace, stamp: String) async throws {
    self.options = options
    // Cloud Run's revisions and App Engine's versions can't contain an underscore.
    self.stamp = stamp.map { $0 == "_" ? "-" : String($0) }.joined()
    let model = try await ModelFolder(reading: ModelPlace.url(options.model))
    folder = model.url
    // A size is needed before anything is built.
    let bytes = Self.bytes(in: model)
    let (rule, holdsFiles) = (ServingMemory(modelBytes: bytes), options.to == .cloudRun)
    needs = ServingNeeds(
      modelBytes: bytes,
      memory: Self.mebibytes(
        rule.needed(
          requests: holdsFiles ? options.concurrency : CloudDeployOptions.requests,
          bodyLimit: ServerOptions().bodyLimit, holdsFiles: holdsFiles)),
      leastMemory: Self.mebibytes(rule.least(holdsFiles: holdsFiles)))
    version = String(model.description.seal.prefix(12))
    let there = options.modelURI ?? options.model.flatMap { Remote.isAddress($0) ? $0 : nil }
    isCarried = there == nil
    modelAddress =
      there ?? "gs://\(place.bucket)/models/\(options.name)_\(model.description.seal.prefix(12))"
    image = options.image
    builtImage = place.image(ContainerImageKind.serve.rawValue, tag: stamp)
    _ = try body(image: image ?? builtImage)
  }

  private static func bytes(in model: ModelFolder) -> Int {
    model.description.files.keys.reduce(0) { sum, name in
      sum
        + ((try? FileManager.default.attributesOfItem(atPath: model.url.appending(path: name).path))?[.size] as? Int
          ?? 0)
    }
  }

  private static func mebibytes(_ bytes: Int) -> Int { (bytes - 1) >> 20 + 1 }

  private var environment: [String: String] { ["DOGBREED_MODEL": modelAddress] }

  /// On Cloud Run the budgets are named, since not every sandbox shows its limit to what runs in it.
  private func environment(memory: Int) -> [String: String] {
    let budgets = ServingMemory(modelBytes: needs.modelBytes).budgets(of: memory << 20, holdsFiles: true)
    return environment.merging(
      ["DOGBREED_BODY_BUDGET": "\(budgets.body)", "DOGBREED_DECODE_BUDGET": "\(budgets.decode)"]
    ) { $1 }
  }

  private static let labels = ["app": "dogbreed"]

  /// Throws `CloudError` of kind `usage` for what the target would refuse.
  func body(image: String) throws(CloudError) -> Body {
    switch options.to {
    case .cloudRun:
      var plan = CloudRunPlan(
        name: options.name, image: image,
        size: try CloudRunSize(for: needs, memory: options.memory, cores: options.cpu), revision: "v\(stamp)")
      plan.environment = environment(memory: plan.size.memory)
      (plan.minInstances, plan.maxInstances) = (options.minInstances, options.maxInstances)
      (plan.concurrency, plan.share, plan.isPublic) = (options.concurrency, options.traffic, options.isPublic)
      (plan.serviceAccount, plan.labels) = (options.serviceAccount, Self.labels)
      try plan.check()
      return .cloudRun(plan)
    case .appEngine:
      var plan = try AppEnginePlan(image: image, needs: needs, version: "v\(stamp)")
      plan.environment = environment
      plan.service = options.service
      plan.serviceAccount = options.serviceAccount
      (plan.minInstances, plan.maxInstances) = (options.minInstances ?? 1, options.maxInstances ?? 4)
      _ = try plan.body()
      return .appEngine(plan)
    case .vertexEndpoint:
      var plan = EndpointPlan(
        name: options.name, image: image, machine: try MachineText.choice(options.machine, gpu: options.gpu),
        stamp: "v\(stamp)")
      guard plan.machine.accelerator == nil || options.image != nil else {
        throw CloudError(
          .usage,
          "The serving image computes on the CPU, and the GPU of \(plan.machine) would only cost: take another --machine"
        )
      }
      // Where the model lies is Vertex AI's to say: the container may read nothing else.
      plan.model = modelAddress
      plan.version = "dogbreed \(version)"
      plan.number = "1" + stamp.filter { $0.isASCII && $0.isNumber }.suffix(9)
      (plan.minReplicas, plan.maxReplicas) = (options.minInstances ?? 1, options.maxInstances ?? 4)
      (plan.serviceAccount, plan.labels) = (options.serviceAccount, Self.labels)
      try plan.check(needs: needs)
      return .endpoint(plan)
    }
  }

  /// The course that the deployment takes. Throws `CloudError` of kind `usage`.
  func course(image: String, _ work: DeploymentWork) throws(CloudError) -> any DeploymentCourse {
    switch try body(image: image) {
    case .cloudRun(let plan): CloudRunCourse(plan, work)
    case .appEngine(let plan): AppEngineCourse(plan, work)
    case .endpoint(let plan): EndpointCourse(plan, work)
    }
  }

  /// The APIs that the target needs.
  var services: [String] {
    let own =
      switch options.to {
      case .cloudRun: ["run.googleapis.com"]
      case .appEngine: ["appengine.googleapis.com", "appengineflex.googleapis.com"]
      case .vertexEndpoint: ["aiplatform.googleapis.com"]
      }
    return own + ["storage.googleapis.com"]
      + (image == nil ? CloudImage.services(inCloud: options.cloudBuild) : [])
  }

  /// What a dry run can't know, since it asks nothing: that something is deployed there already.
  var otherwise: String {
    switch options.to {
    case .cloudRun:
      "if the service \(options.name) is there, would change its image, variables, memory and traffic instead"
        + (options.traffic < 100
          ? "; if not, its first revision would get all the traffic, whatever --traffic says" : "")
    case .appEngine: "would stop the versions of \(options.service) that have the traffic now, if there are any"
    case .vertexEndpoint:
      "if the endpoint \(options.name) is there, would deploy on it, and undeploy the models that are on it now"
    }
  }

  /// All requests of a first deployment, in order.
  func requests(_ endpoints: Endpoints, _ place: CloudPlace) throws(CloudError) -> [CloudRequest] {
    let before = PreflightRequests(endpoints: endpoints, project: place.project)
    var all = [before.services(services)] + CloudOptions.buckets([modelAddress]).map(before.bucket)
    if let image {
      all.append(ContainerRegistry.request(try .registered(image), endpoints))
    } else if let asked = before.repository(of: builtImage) {
      all.append(asked.request)
    }
    switch try body(image: image ?? builtImage) {
    case .cloudRun(let plan):
      let requests = CloudRunRequests(place.site(endpoints))
      all += [requests.get(plan.name), try requests.create(plan.name, plan.body())]
    case .appEngine(let plan):
      let requests = AppEngineRequests(endpoints: endpoints, project: place.project)
      all += [requests.getApp, requests.service(plan.service), try requests.create(plan)]
      all += [requests.version(plan), try requests.serve(plan)]
    case .endpoint(let plan):
      let requests = EndpointRequests(place.site(endpoints))
      all += [requests.find(plan.name), requests.models(named: plan.name), try requests.upload(plan)]
      all.append(try requests.create(plan))
      all.append(try requests.deploy(plan, endpoint: requests.endpoint(plan), model: requests.model(plan)))
    }
    return all
  }
}
