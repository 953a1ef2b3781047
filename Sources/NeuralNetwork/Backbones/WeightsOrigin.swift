/// The preprocessing that the published accuracy was measured with.
package struct PublishedPixels: Sendable, Hashable {
  package enum Interpolation: String, Sendable, Hashable { case bilinear, bicubic }

  /// Side of the centre crop.
  package var size: Int
  /// What the shorter side is scaled to before that.
  package var shorterSide: Int
  /// How pixels are mixed when an image is resized.
  package var interpolation: Interpolation
  /// Mean and std of R, G and B that pixels of 0…1 are normalised with: (v − mean) / deviation.
  package var mean: [Float]
  /// The std of each channel that is divided by.
  package var std: [Float]
}

/// Where weights come from, and what their publisher says about them.
package struct WeightsOrigin: Sendable, Hashable {
  /// Who published the weights.
  package var publisher: String
  /// The file's name; eight hexadecimal digits before its ending begin its SHA-256.
  package var file: String
  /// The URL of the file; nil if it comes with setup.
  package var address: String?
  /// The publisher's figure: top-1 accuracy on ImageNet's 50,000 validation images, 0…1.
  package var imageNetTop1: Double?
  /// A note on the figure; empty for most.
  package var note = ""
  /// SPDX identifier of the weights' licence.
  package var licence: String

  /// The first digits of the file's SHA-256 that its name contains: `resnet18-f37072fd.pth` → `f37072fd`.
  package var hashPrefix: String? {
    guard let dot = file.lastIndex(of: "."), let dash = file[..<dot].lastIndex(of: "-") else { return nil }
    let digits = file[file.index(after: dash)..<dot]
    let isHash = digits.count == 8 && digits.allSatisfy { $0.isHexDigit && !$0.isUppercase }
    return isHash ? String(digits) : nil
  }
}
