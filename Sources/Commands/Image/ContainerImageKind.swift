import ArgumentParser

/// One of the images that `Docker/` describes.
enum ContainerImageKind: String, CaseIterable, Sendable, ExpressibleByArgument {
  case serve
  case trainCPU = "train-cpu"
  case trainGPU = "train-gpu"

  /// Below the repository's root.
  var dockerfile: String {
    switch self {
    case .serve: "Docker/serve.Dockerfile"
    case .trainCPU: "Docker/train.cpu.Dockerfile"
    case .trainGPU: "Docker/train.gpu.Dockerfile"
    }
  }

  /// What it is called where no other name is given.
  var name: String {
    switch self {
    case .serve: "dogbreed-serve"
    case .trainCPU: "dogbreed-train"
    case .trainGPU: "dogbreed-train-gpu"
    }
  }
}
