/// The body that makes a Vertex AI custom job (`projects.locations.customJobs.create`).
///
/// Members: https://cloud.google.com/vertex-ai/docs/reference/rest/v1/CustomJobSpec.
///
/// Field names are the API's; whole numbers of 64 bits travel as strings, spans of time as seconds with an `s`.
package struct CustomJob: Codable, Sendable, Equatable {
  package struct Variable: Codable, Sendable, Equatable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  package struct MachineSpec: Codable, Sendable, Equatable {
    package var machineType: String
    package var acceleratorType: String?
    package var acceleratorCount: Int?

    package init(_ choice: MachineChoice) {
      machineType = choice.machine.name
      acceleratorType = choice.accelerator?.vertexName
      acceleratorCount = choice.accelerator == nil ? nil : choice.count
    }
  }

  package struct ContainerSpec: Codable, Sendable, Equatable {
    package var imageUri: String
    package var command: [String]?
    package var args: [String]?
    package var env: [Variable]?
  }

  package struct DiskSpec: Codable, Sendable, Equatable {
    package var bootDiskType: String
    package var bootDiskSizeGb: Int
  }

  package struct WorkerPool: Codable, Sendable, Equatable {
    package var machineSpec: MachineSpec
    package var replicaCount: String
    package var containerSpec: ContainerSpec
    package var diskSpec: DiskSpec
  }

  package enum Strategy: String, Codable, Sendable, CaseIterable {
    case standard = "STANDARD"
    case spot = "SPOT"
    case flexStart = "FLEX_START"
  }

  package struct Scheduling: Codable, Sendable, Equatable {
    package var timeout: String?
    package var restartJobOnWorkerRestart: Bool?
    package var strategy: Strategy?
    package var maxWaitDuration: String?
    package var disableRetries: Bool?
  }

  package struct OutputDirectory: Codable, Sendable, Equatable {
    package var outputUriPrefix: String
  }

  package struct Spec: Codable, Sendable, Equatable {
    package var workerPoolSpecs: [WorkerPool]
    package var scheduling: Scheduling?
    package var serviceAccount: String?
    package var network: String?
    package var baseOutputDirectory: OutputDirectory?
    package var tensorboard: String?
    package var enableWebAccess: Bool?
  }

  package struct Encryption: Codable, Sendable, Equatable { package var kmsKeyName: String }

  package var displayName: String
  package var encryptionSpec: Encryption?
  package var labels: [String: String]?
  package var jobSpec: Spec
}
