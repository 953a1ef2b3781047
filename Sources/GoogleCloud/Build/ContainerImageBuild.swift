import NIOCore

/// A build of Cloud Build's API (v1): source from Cloud Storage, one image, pushed by Google.
package struct ContainerImageBuild: Encodable, Sendable {
  package struct Source: Encodable, Sendable {
    package struct Storage: Encodable, Sendable {
      let bucket: String
      let object: String
      let generation: String
    }
    let storageSource: Storage
  }

  package struct Step: Encodable, Sendable {
    let name: String
    let args: [String]
    let env: [String]
  }

  package struct Options: Encodable, Sendable {
    let machineType: String
    let logging = "CLOUD_LOGGING_ONLY"
  }

  let source: Source
  let steps: [Step]
  let images: [String]
  let timeout: String
  let options: Options
  let tags = ["dogbreed"]

  /// - words: those after `docker`, such as `build --file …`; BuildKit runs them, for its caches.
  /// - machine: Cloud Build's name for the machine.
  /// - minutes: after which it is given up.
  package init(
    bucket: String, object: String, generation: String, words: [String], images: [String],
    machine: String = "E2_HIGHCPU_8", minutes: Int = 60
  ) {
    source = Source(storageSource: .init(bucket: bucket, object: object, generation: generation))
    steps = [Step(name: "gcr.io/cloud-builders/docker", args: words, env: ["DOCKER_BUILDKIT=1"])]
    self.images = images
    timeout = "\(minutes * 60)s"
    options = Options(machineType: machine)
  }
}

/// A build as Google shows it.
///
/// Members: https://cloud.google.com/build/docs/api/reference/rest/v1/projects.builds.
package struct ContainerImageBuildReport: Decodable, Sendable {
  package struct Results: Decodable, Sendable {
    package struct Image: Decodable, Sendable {
      package let name: String?
      package let digest: String?
    }
    package let images: [Image]?
  }
  package struct Failure: Decodable, Sendable { package let detail: String? }

  package let id: String
  package let status: String?
  package let statusDetail: String?
  package let failureInfo: Failure?
  package let logUrl: String?
  package let results: Results?

  package var isDone: Bool {
    ["SUCCESS", "FAILURE", "INTERNAL_ERROR", "TIMEOUT", "CANCELLED", "EXPIRED"].contains(status ?? "")
  }
}
