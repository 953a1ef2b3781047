import Imaging
import Support

extension Examination {
  /// Samples of one plane may differ by this much, of 255, in an image of one colour, because of JPEG.
  private static let plainSpread = 10

  /// Reads an image once and decodes it no larger than its hash needs.
  package init(reading sample: Sample, limits: Limits) {
    do {
      self.init(bytes: try sample.bytes(limits: limits), limits: limits)
    } catch let error as ImagingError {
      self = .faulty(ImageFault(error, bytes: []))
    } catch {
      self = .faulty(ImageFault(kind: .unreadable, reason: "\(error)"))
    }
  }

  init(bytes: [UInt8], limits: Limits) {
    do throws(ImagingError) {
      let side = PerceptualHash.side
      // One sample and a half a cell keeps what the hash measures; a JPEG's smallest scales cost next to nothing.
      let image = try DecodedImage.decode(bytes, limits: limits, minimumSide: side * 3 / 2)
      self = .sound(
        ImageFacts(
          digest: SHA256.hash(data: bytes), hash: PerceptualHash(luma: image.luma(columns: side, rows: side)),
          kind: image.kind, orientation: image.orientation, width: Int32(clamping: image.width),
          height: Int32(clamping: image.height), frames: Int32(clamping: image.frames),
          isPlain: image.spread <= Self.plainSpread))
    } catch {
      self = .faulty(ImageFault(error, bytes: bytes))
    }
  }
}

extension ImageFault {
  init(_ error: ImagingError, bytes: [UInt8]) {
    let kind: Kind =
      switch error {
      case .unsupported: .notAnImage
      case .tooManyBytes, .tooLarge, .outOfMemory, .noDecoder: .overBudget
      case .undecodable(let kind, _): kind.isTruncated(bytes) ? .truncated : .unreadable
      case .empty, .unrenderable: .unreadable
      }
    self.init(kind: kind, reason: error.description)
  }
}
