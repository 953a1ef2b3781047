import Crypto
import Imaging

extension Examination {
  /// Samples of one plane may differ by this much, of 255, in a picture of one colour: what JPEG makes of it.
  private static let plainSpread = 10

  /// Reads a picture once, whole, and decodes it no larger than its hash needs.
  package init(reading sample: Sample, limits: Limits) {
    do {
      self.init(bytes: try sample.bytes(limits: limits), limits: limits)
    } catch let error as ImagingError {
      self = .faulty(PictureFault(error, bytes: []))
    } catch {
      self = .faulty(PictureFault(kind: .unreadable, reason: "\(error)"))
    }
  }

  init(bytes: [UInt8], limits: Limits) {
    do throws(ImagingError) {
      let side = PerceptualHash.side
      // One sample and a half a cell keeps what the hash measures; a JPEG's smallest scales cost next to nothing.
      let picture = try Picture.decode(bytes, limits: limits, minimumSide: side * 3 / 2)
      self = .sound(
        PictureFacts(
          digest: SHA256.hash(data: bytes), hash: PerceptualHash(light: picture.light(columns: side, rows: side)),
          kind: picture.kind, orientation: picture.orientation, width: Int32(clamping: picture.width),
          height: Int32(clamping: picture.height), frames: Int32(clamping: picture.frames),
          isPlain: picture.spread <= Self.plainSpread))
    } catch {
      self = .faulty(PictureFault(error, bytes: bytes))
    }
  }
}

extension PictureFault {
  init(_ error: ImagingError, bytes: [UInt8]) {
    let kind: Kind =
      switch error {
      case .unsupported: .notAPicture
      case .tooManyBytes, .tooLarge: .overBudget
      case .undecodable(let kind, _): kind.isCutShort(bytes) ? .truncated : .unreadable
      case .empty, .unrenderable: .unreadable
      }
    self.init(kind: kind, reason: error.description)
  }
}
