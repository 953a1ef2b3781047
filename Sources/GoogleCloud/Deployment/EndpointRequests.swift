import Transport

/// The requests about models and endpoints, as values.
package struct EndpointRequests: Sendable {
  /// Where the requests go.
  package let place: CloudRegion

  package init(_ place: CloudRegion) { self.place = place }

  /// What operations' names follow.
  package var operationRoot: String { place.vertexRoot }
  private var root: String { operationRoot + place.parent }

  /// Uploads the model; throws where the body can't be encoded.
  ///
  /// - parent: the model's full name where this is a further version of it.
  package func upload(_ plan: EndpointPlan, parent: String? = nil) throws(CloudError) -> CloudRequest {
    try CloudRequest("POST", "\(root)/models:upload", json: plan.upload(parent: parent))
  }

  /// Lists this program's models of a display name.
  package func models(named name: String) -> CloudRequest {
    CloudRequest(
      "GET", "\(root)/models",
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
      "GET", "\(root)/endpoints",
      query: [("filter", "labels.app=dogbreed"), ("pageSize", "100"), ("pageToken", page)])
  }

  /// Lists the endpoints of a display name.
  package func find(_ name: String) -> CloudRequest {
    CloudRequest("GET", "\(root)/endpoints", query: [("filter", JobRequests.filter(named: name)), ("pageSize", "10")])
  }

  /// Makes the endpoint by the plan's own ID; throws where the body can't be encoded.
  package func create(_ plan: EndpointPlan) throws(CloudError) -> CloudRequest {
    try CloudRequest("POST", "\(root)/endpoints", query: [("endpointId", plan.id)], json: plan.endpoint)
  }

  /// The endpoint's full name once it was made by the plan's own ID.
  package func endpoint(_ plan: EndpointPlan) -> String { "\(place.parent)/endpoints/\(plan.id)" }

  /// The model's full name once it was uploaded by the plan's own ID.
  package func model(_ plan: EndpointPlan) -> String { "\(place.parent)/models/\(plan.id)" }

  /// Asks for a model's or an endpoint's report by its full name, a version behind an `@` by number or alias; 404 is an
  /// answer.
  package func get(_ name: String) -> CloudRequest {
    var request = CloudRequest("GET", operationRoot + name)
    request.accepted = [404]
    return request
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
