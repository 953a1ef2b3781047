import GoogleCloud

/// A container image verified to be in its registry.
struct PushedImage: Encodable, Sendable {
  /// Its name with digest, as given to a job or a service.
  let image: String
  let digest: String
  /// Such as `linux/amd64`.
  let platforms: [String]
  /// Bytes of its compressed layers.
  let bytes: Int

  init(_ name: ContainerImageName, _ shown: ContainerRegistry.Shown) {
    image = name.at(digest: shown.digest)
    (digest, platforms, bytes) = (shown.digest, shown.platforms, shown.bytes)
  }
}
