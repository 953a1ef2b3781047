import Support

/// A secret as it is kept and compared: its SHA-256, which has the same length for all of them and reveals nothing about it.
struct SecretHash: Sendable {
  private let digits: [UInt8]

  init(_ secret: String) { digits = Array(ContentHash.of(Array(secret.utf8)).utf8) }

  /// Whether both are of the same secret, in a time that reveals nothing about how much of it is right.
  func matches(_ other: SecretHash) -> Bool {
    var difference: UInt8 = 0
    for (own, others) in zip(digits, other.digits) { difference |= own ^ others }
    return difference == 0
  }
}
