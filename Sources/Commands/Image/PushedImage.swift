import GoogleCloud

/// An image that its registry was seen to hold.
struct PushedImage: Encodable, Sendable {
  /// By its digest: what a job or a service is given.
  let image: String
  let digest: String
  /// Such as `linux/amd64`.
  let platforms: [String]
  /// Bytes of its compressed layers.
  let bytes: Int

  init(_ name: ImageName, _ shown: ImageRegistry.Shown) {
    image = name.at(digest: shown.digest)
    (digest, platforms, bytes) = (shown.digest, shown.platforms, shown.bytes)
  }
}
