/// Why an image can't be built, pushed or proved.
enum ImageError: Error, Hashable, Sendable {
  case badArgument(String)
  case noSource(folder: String)
  case noTool
  case missingTool(String)
  case failed(program: String, verb: String, status: Int32)
  case noDigest(program: String)
  case local(String)
  case noBucket
}

extension ImageError: CustomStringConvertible {
  var description: String {
    switch self {
    case .badArgument(let text): "--build-arg \(text) is not NAME=VALUE."
    case .noSource(let folder):
      "\(folder) has no Docker/serve.Dockerfile; run this in a checkout of dogbreed, or name one with --source."
    case .noTool:
      "Neither docker, podman nor buildah is here; install one of them, or let Google build with --cloud-build."
    case .missingTool(let name): "\(name) is not here; install it, or choose another with --tool."
    case .failed(let program, let verb, let status):
      "\(program) \(verb) ended with \(status); what it says above tells why."
    case .noDigest(let program):
      "\(program) didn't say the pushed image's digest, so that it can't be proved; push it again."
    case .local(let name):
      "\(name) names no registry; push it as HOST/PATH/NAME:TAG with --to."
    case .noBucket:
      "Cloud Build takes the source from a bucket; name one with --bucket."
    }
  }
}
