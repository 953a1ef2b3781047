/// The bodies that put a serving image behind a Vertex AI endpoint.
///
/// Members: https://cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.endpoints.
package enum VertexBodies {
  package struct Port: Codable, Sendable, Equatable { package var containerPort: Int }
  package struct Container: Codable, Sendable, Equatable {
    package var imageUri: String
    package var args: [String]?
    package var env: [CustomJob.Variable]?
    package var ports: [Port]
    package var predictRoute: String
    package var healthRoute: String
  }
  package struct Model: Codable, Sendable, Equatable {
    package var displayName: String
    package var artifactUri: String?
    package var containerSpec: Container
    package var labels: [String: String]?
  }
  package struct Upload: Codable, Sendable, Equatable {
    package var model: Model
    package var serviceAccount: String?
  }
  package struct Endpoint: Codable, Sendable, Equatable {
    package var displayName: String
    package var labels: [String: String]?
  }
  package struct Dedicated: Codable, Sendable, Equatable {
    package var machineSpec: CustomJob.MachineSpec
    package var minReplicaCount: Int
    package var maxReplicaCount: Int
  }
  package struct Deployed: Codable, Sendable, Equatable {
    package var model: String
    package var displayName: String
    package var dedicatedResources: Dedicated
    package var serviceAccount: String?
  }
  package struct Deploy: Codable, Sendable, Equatable {
    package var deployedModel: Deployed
    package var trafficSplit: [String: Int]
  }
  package struct Undeploy: Codable, Sendable, Equatable {
    package var deployedModelId: String
    package var trafficSplit: [String: Int]?
  }
  package struct Instance: Codable, Sendable, Equatable { package var b64: String }
  package struct Parameters: Codable, Sendable, Equatable { package var top: Int }
  package struct Predict: Codable, Sendable, Equatable {
    package var instances: [Instance]
    package var parameters: Parameters

    package init(images: [String], top: Int) {
      instances = images.map { Instance(b64: $0) }
      parameters = Parameters(top: top)
    }
  }
}

/// The plan of an endpoint, in our own terms.
package struct EndpointPlan: Sendable, Equatable {
  /// The endpoint's display name.
  package var name: String
  /// The container image, by its digest.
  package var image: String
  /// The container's arguments.
  package var arguments: [String] = []
  /// The container's variables.
  package var environment: [String: String] = [:]
  /// `gs://…` of the model folder; nil where the image holds it.
  package var model: String?
  /// The machine of each replica.
  package var machine: MachineChoice
  /// Replicas that always run.
  package var minReplicas = 1
  /// The most replicas that run.
  package var maxReplicas = 2
  /// The account that the container acts as; nil for the project's default.
  package var serviceAccount: String?
  /// Labels of the model and the endpoint.
  package var labels: [String: String] = [:]

  package init(name: String, image: String, machine: MachineChoice) {
    self.name = name
    self.image = image
    self.machine = machine
  }

  /// The greatest prediction request that Vertex AI takes, in bytes.
  package static let requestLimit = 1_500_000
  /// The greatest folder that a model is uploaded from, in bytes.
  package static let modelLimit = 10 << 30

  /// Throws `CloudError` of kind `usage` for what Vertex AI would refuse.
  package func check(needs: ServingNeeds) throws(CloudError) {
    try JobNames.check(name)
    guard (1...100).contains(minReplicas), (minReplicas...100).contains(maxReplicas) else {
      throw CloudError(
        .usage, "A Vertex AI endpoint runs from 1 to 100 machines: correct --min-instances, --max-instances")
    }
    guard needs.modelBytes <= Self.modelLimit else {
      throw CloudError(.usage, "The model has \(needs.modelBytes >> 20) MiB, and Vertex AI takes 10240 at most")
    }
    guard needs.memory <= machine.machine.memory * 1024 else {
      throw CloudError(
        .usage,
        "The model needs \(needs.memory) MiB, and \(machine.machine.name) has \(machine.machine.memory * 1024): take another "
          + "--machine")
    }
  }

  /// The body that uploads the model.
  package var upload: VertexBodies.Upload {
    VertexBodies.Upload(
      model: VertexBodies.Model(
        displayName: name, artifactUri: model,
        containerSpec: VertexBodies.Container(
          imageUri: image, args: arguments.isEmpty ? nil : arguments,
          env: environment.isEmpty
            ? nil : environment.sorted { $0.key < $1.key }.map { CustomJob.Variable(name: $0.key, value: $0.value) },
          ports: [VertexBodies.Port(containerPort: 8080)], predictRoute: "/predict", healthRoute: "/readyz"),
        labels: labels.isEmpty ? nil : labels),
      serviceAccount: serviceAccount)
  }

  /// The body that makes the endpoint.
  package var endpoint: VertexBodies.Endpoint {
    VertexBodies.Endpoint(displayName: name, labels: labels.isEmpty ? nil : labels)
  }

  /// `0` in a traffic split is the model that is being deployed.
  package func deploy(model: String) -> VertexBodies.Deploy {
    VertexBodies.Deploy(
      deployedModel: VertexBodies.Deployed(
        model: model, displayName: name,
        dedicatedResources: VertexBodies.Dedicated(
          machineSpec: CustomJob.MachineSpec(machine), minReplicaCount: minReplicas, maxReplicaCount: maxReplicas),
        serviceAccount: serviceAccount),
      trafficSplit: ["0": 100])
  }
}

/// The requests about models and endpoints, as values.
package struct EndpointRequests: Sendable {
  /// Where Google's APIs are.
  package let endpoints: Endpoints
  /// The project's id.
  package let project: String
  /// The region of models and endpoints.
  package let region: String

  package init(endpoints: Endpoints, project: String, region: String) {
    self.endpoints = endpoints
    self.project = project
    self.region = region
  }

  /// What operations' names follow.
  package var operationRoot: String { endpoints.root(of: "\(region)-aiplatform.googleapis.com") + "/v1/" }
  private var place: String { operationRoot + "projects/\(project)/locations/\(region)" }

  /// Uploads the model; throws where the body can't be encoded.
  package func upload(_ plan: EndpointPlan) throws(CloudError) -> CloudRequest {
    try CloudRequest("POST", "\(place)/models:upload", json: plan.upload)
  }

  /// Lists the endpoints of a display name.
  package func find(_ name: String) -> CloudRequest {
    CloudRequest("GET", "\(place)/endpoints", query: [("filter", JobRequests.filter(named: name)), ("pageSize", "10")])
  }

  /// Makes the endpoint; throws where the body can't be encoded.
  package func create(_ plan: EndpointPlan) throws(CloudError) -> CloudRequest {
    try CloudRequest("POST", "\(place)/endpoints", json: plan.endpoint)
  }

  /// - endpoint, model: full names.
  package func deploy(_ plan: EndpointPlan, endpoint: String, model: String) throws(CloudError) -> CloudRequest {
    try CloudRequest("POST", "\(operationRoot)\(endpoint):deployModel", json: plan.deploy(model: model))
  }

  /// Frees the machines of a model that was deployed.
  ///
  /// - split: The traffic afterwards by deployed model; nil where it had none.
  package func undeploy(_ id: String, endpoint: String, split: [String: Int]?) throws(CloudError) -> CloudRequest {
    try CloudRequest(
      "POST", "\(operationRoot)\(endpoint):undeployModel",
      json: VertexBodies.Undeploy(deployedModelId: id, trafficSplit: split))
  }

  /// Asks for predictions of images, each a base64 text; `endpoint` is the full name.
  package func predict(endpoint: String, images: [String], top: Int) throws(CloudError) -> CloudRequest {
    var request = try CloudRequest(
      "POST", "\(operationRoot)\(endpoint):predict", json: VertexBodies.Predict(images: images, top: top))
    request.isRepeatable = true
    return request
  }
}

/// What Vertex AI answers when a model was uploaded, an endpoint made or endpoints listed.
///
/// Members: https://cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.endpoints.
package struct EndpointReport: Decodable, Sendable {
  package struct Deployed: Decodable, Sendable { package let id: String? }
  package struct Named: Decodable, Sendable {
    package let name: String
    package let deployedModels: [Deployed]?
    package let trafficSplit: [String: Int]?
  }
  /// The model's name after an upload.
  package let model: String?
  /// The endpoint's name after its creation.
  package let name: String?
  package let endpoints: [Named]?
  /// After a deployment.
  package let deployedModel: Deployed?
}
