import TestSupport
import Testing

@testable import Imaging

/// JPEG files that end early: refused, or decoded up to their end if that is asked for.
@Suite struct TruncatedJPEGTests {
  private let lenient = Limits(acceptsTruncated: true)

  /// A JPEG with this share of what follows its first scan's header.
  private func cut(_ jpeg: [UInt8], to share: Double) throws -> [UInt8] {
    let scan = try JPEGHeader(jpeg).scan
    return Array(jpeg.prefix(scan + Int(Double(jpeg.count - scan) * share)))
  }

  private func profiled(_ jpeg: [UInt8]) -> [UInt8] {
    inserting(0xE2, Array("ICC_PROFILE\0".utf8) + [1, 1] + ICCProfileTests.adobeRGB, into: jpeg)
  }

  @Test("most of one is decoded where that is accepted, and the rest is told", arguments: [false, true])
  func most(_ hasProfile: Bool) throws {
    let plainJPEG = try scene(96, 80).jpeg(quality: 95)
    let whole = hasProfile ? profiled(plainJPEG) : plainJPEG
    let bytes = try cut(whole, to: 0.75)
    let error = #expect(throws: ImagingError.self) { try DecodedImage.decode(bytes) }
    guard case .undecodable(.jpeg, let reason) = error, reason.contains("truncated") else {
      Issue.record("\(error as Any)")
      return
    }
    let image = try DecodedImage.decode(bytes, limits: lenient)
    let missing = try #require(image.missingRows)
    #expect(missing > 0.1 && missing < 0.45, "\(missing)")
    #expect(image.width == 96 && image.height == 80)
    // What is there is what the whole file has there.
    let top = Region(x: 0, y: 0, width: 1, height: 0.5)
    let expected = try DecodedImage.decode(whole).cropped(to: top).planes(plain(32))
    #expect(try meanDifference(image.cropped(to: top).planes(plain(32)), expected) < 0.02)
    #expect(try DecodedImage.decode(bytes, limits: lenient, minimumSide: 20).missingRows != nil)
  }

  @Test("a whole file, and one that lacks its end mark alone, lack nothing")
  func whole() throws {
    let jpeg = try scene(40, 30).jpeg()
    for limits in [Limits(), lenient] {
      #expect(try DecodedImage.decode(jpeg, limits: limits).missingRows == nil)
      #expect(try DecodedImage.decode(Array(jpeg.dropLast(2)), limits: limits).missingRows == nil)
      #expect(try DecodedImage.decode(profiled(jpeg), limits: limits).missingRows == nil)
    }
  }

  @Test("less than half is refused, and the share said", arguments: [false, true])
  func little(_ hasProfile: Bool) throws {
    let jpeg = try scene(96, 80).jpeg(quality: 95)
    let bytes = try cut(hasProfile ? profiled(jpeg) : jpeg, to: 0.3)
    let error = #expect(throws: ImagingError.self) { try DecodedImage.decode(bytes, limits: lenient) }
    #expect(error?.description.contains("% of its rows are there") == true, "\(error as Any)")
  }

  @Test("a progressive one lacks details, not rows")
  func progressive() throws {
    let whole = try scene(96, 80).jpeg(quality: 95, progressive: true)
    let bytes = try cut(whole, to: 0.6)
    #expect(throws: ImagingError.self) { try DecodedImage.decode(bytes) }
    let image = try DecodedImage.decode(bytes, limits: lenient)
    #expect(image.missingRows.map { $0 < 0.2 } == true)
  }

  @Test("cut anywhere, each is an image or an error")
  func anywhere() throws {
    let files = [
      try scene(48, 40).jpeg(), try scene(48, 40).jpeg(progressive: true), profiled(try scene(48, 40).jpeg()),
    ]
    var (decoded, refused) = (0, 0)
    for whole in files {
      for length in stride(from: 3, to: whole.count - 2, by: 11) {
        do {
          let image = try DecodedImage.decode(Array(whole.prefix(length)), limits: lenient)
          #expect(image.missingRows.map { (0...0.5).contains($0) } ?? true)
          decoded += 1
        } catch {
          #expect(error.description.hasSuffix("."))
          refused += 1
        }
      }
    }
    #expect(decoded > 20 && refused > 20, "\(decoded) decoded, \(refused) refused")
  }
}
