/// Why a container image can't be built, pushed or verified.
enum ContainerImageError: Error, Hashable, Sendable {
  case badArgument(String)
  case noSource(folder: String)
  case noTool
  case missingTool(String)
  case failed(program: String, verb: String, status: Int32)
  case noDigest(program: String)
  case local(String)
  case noBucket
}

extension ContainerImageError: CustomStringConvertible {
  var description: String {
    switch self {
    case .badArgument(let text): "--build-arg \(text) is not NAME=VALUE."
    case .noSource(let folder):
      "\(folder) has no Docker/serve.Dockerfile; run this in a checkout of dogbreed, or name one with --source."
    case .noTool:
      "Neither docker, podman nor buildah is installed; install one, or let Google build with --cloud-build."
    case .missingTool(let name): "\(name) is not installed; install it, or choose another with --tool."
    case .failed(let program, let verb, let status):
      "\(program) \(verb) failed with status \(status); see its output above."
    case .noDigest(let program):
      "\(program) didn't print the pushed image's digest, so it can't be verified; push it again."
    case .local(let name):
      "\(name) names no registry; push it as HOST/PATH/NAME:TAG with --to."
    case .noBucket:
      "Cloud Build reads the source from a bucket; name one with --bucket."
    }
  }
}
