import Transport

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
  ///
  /// - parent: the model's full name where this is a further version of it.
  package func upload(_ plan: EndpointPlan, parent: String? = nil) throws(CloudError) -> CloudRequest {
    try CloudRequest("POST", "\(place)/models:upload", json: plan.upload(parent: parent))
  }

  /// Lists this program's models of a display name.
  package func models(named name: String) -> CloudRequest {
    CloudRequest(
      "GET", "\(place)/models",
      query: [("filter", JobRequests.filter(named: name) + " AND labels.app=dogbreed"), ("pageSize", "10")])
  }

  /// Deletes a model, which must not be deployed; with `@VERSION` in its name that version alone.
  package func delete(model: String) -> CloudRequest {
    var request = CloudRequest("DELETE", operationRoot + model + (model.contains("@") ? ":deleteVersion" : ""))
    request.accepted = [404]
    return request
  }

  /// Deletes an endpoint, on which no model may be deployed.
  package func delete(endpoint: String) -> CloudRequest {
    var request = CloudRequest("DELETE", operationRoot + endpoint)
    request.accepted = [404]
    return request
  }

  /// A page of this program's endpoints.
  package func list(page: String? = nil) -> CloudRequest {
    CloudRequest(
      "GET", "\(place)/endpoints",
      query: [("filter", "labels.app=dogbreed"), ("pageSize", "100"), ("pageToken", page)])
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

/// What Vertex AI answers when a model was uploaded, an endpoint made, or models or endpoints listed.
///
/// Members: https://cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.endpoints.
package struct EndpointReport: Decodable, Sendable {
  package struct Machine: Decodable, Sendable { package let machineType: String? }
  package struct Resources: Decodable, Sendable {
    package let machineSpec: Machine?
    package let minReplicaCount: Int?
    package let maxReplicaCount: Int?
  }
  package struct Deployed: Decodable, Sendable {
    package let id: String?
    package let model: String?
    package let dedicatedResources: Resources?
  }
  package struct Named: Decodable, Sendable {
    package let name: String
    package let displayName: String?
    package let labels: [String: String]?
    package let deployedModels: [Deployed]?
    package let trafficSplit: [String: Int]?
  }
  /// The model's name after an upload.
  package let model: String?
  /// The number of its version.
  package let modelVersionId: String?
  /// The endpoint's name after its creation.
  package let name: String?
  package let endpoints: [Named]?
  package let models: [Named]?
  package let nextPageToken: String?
  /// After a deployment.
  package let deployedModel: Deployed?
}
