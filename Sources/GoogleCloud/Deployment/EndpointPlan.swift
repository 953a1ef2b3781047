import Transport

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
  /// `gs://…` of the model folder; nil where the image holds it. The container finds it by `AIP_STORAGE_URI`.
  package var model: String?
  /// The deployed model's own number, 1 to 10 digits, so that it can be withdrawn whatever happens; nil for Vertex AI's.
  package var number: String?
  /// The ID of a new model or endpoint and the alias of a new version, so that each is known before it is made:
  /// lower-case letters, digits and hyphens, a letter first, at most 63.
  package let id: String
  /// What the model's version is, for people.
  package var version: String?
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

  /// - stamp: tells what is made for this plan from what is made for others: lower-case letters, digits and hyphens.
  package init(name: String, image: String, machine: MachineChoice, stamp: String) {
    self.name = name
    self.image = image
    self.machine = machine
    id = Self.id(name, stamp: stamp)
  }

  /// `NAME-STAMP` in the characters that IDs have.
  private static func id(_ name: String, stamp: String) -> String {
    let plain = name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }.prefix(40)
    let head = plain.first?.isLetter == true ? String(plain) : "d-" + String(plain)
    return "\(head)-\(stamp)"
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

  /// The body that uploads the model, as a version of the one that is there, if any.
  package func upload(parent: String?) -> VertexBodies.Upload {
    VertexBodies.Upload(
      model: VertexBodies.Model(
        displayName: name, artifactUri: model,
        containerSpec: VertexBodies.Container(
          imageUri: image, args: arguments.isEmpty ? nil : arguments,
          env: environment.isEmpty
            ? nil : environment.sorted { $0.key < $1.key }.map { CustomJob.Variable(name: $0.key, value: $0.value) },
          ports: [VertexBodies.Port(containerPort: 8080)], predictRoute: "/predict", healthRoute: "/readyz"),
        labels: labels.isEmpty ? nil : labels, versionAliases: [id], versionDescription: version),
      parentModel: parent, modelId: parent == nil ? id : nil, serviceAccount: serviceAccount)
  }

  /// The body that makes the endpoint.
  package var endpoint: VertexBodies.Endpoint {
    VertexBodies.Endpoint(displayName: name, labels: labels.isEmpty ? nil : labels)
  }

  /// `0` in a traffic split is the model that is being deployed.
  package func deploy(model: String) -> VertexBodies.Deploy {
    VertexBodies.Deploy(
      deployedModel: VertexBodies.Deployed(
        id: number, model: model, displayName: name,
        dedicatedResources: VertexBodies.Dedicated(
          machineSpec: CustomJob.MachineSpec(machine), minReplicaCount: minReplicas, maxReplicaCount: maxReplicas),
        serviceAccount: serviceAccount),
      trafficSplit: ["0": 100])
  }
}
