import TestSupport
import Testing

@testable import Imaging

/// JPEG files that libjpeg-turbo gives up on after a warning, which TurboJPEG reports as a warning, the planes being as they
/// were: whatever was in memory before would be the image.
@Suite struct JPEGFailureTests {
  /// A JPEG with stray bytes before its first table, of which libjpeg-turbo warns.
  private func warned(_ jpeg: [UInt8]) throws -> [UInt8] {
    let table = try #require(jpeg.indices.first { jpeg[$0...].starts(with: [0xFF, 0xDB]) })
    return Array(jpeg[..<table]) + [0, 1, 2] + jpeg[table...]
  }

  /// The same with its quantization tables called comments.
  private func tableless(_ jpeg: [UInt8]) -> [UInt8] {
    var bytes = jpeg
    for index in bytes.indices.dropLast() where bytes[index] == 0xFF && bytes[index + 1] == 0xDB {
      bytes[index + 1] = 0xFE
    }
    return bytes
  }

  /// A profile whose white isn't white: conversion changes every pixel.
  private func profiled(_ jpeg: [UInt8]) -> [UInt8] {
    let profile = ICCProfileTests.profile(
      [("rXYZ", [0.55, 0.28, 0.018]), ("gXYZ", [0.18, 0.56, 0.055]), ("bXYZ", [0.13, 0.057, 0.67])], gamma: 2)
    return inserting(0xE2, Array("ICC_PROFILE\0".utf8) + [1, 1] + profile, into: jpeg)
  }

  @Test("what isn't decoded is refused", arguments: [false, true], [false, true])
  func failed(_ hasProfile: Bool, _ isWhole: Bool) throws {
    for image in [try scene(37, 21), try black(37, 21)] {
      let jpeg = try image.jpeg()
      let bytes = tableless(try warned(hasProfile ? profiled(jpeg) : jpeg))
      for limits in [Limits(), Limits(acceptsTruncated: true)] {
        let error = #expect(throws: ImagingError.self) {
          try DecodedImage.decode(isWhole ? bytes : bytes.dropLast(2), limits: limits)
        }
        #expect(error?.description.contains("uantization table") == true, "\(error as Any)")
      }
    }
  }

  @Test("what is only warned of is the image that it is", arguments: [false, true])
  func warnedOf(_ hasProfile: Bool) throws {
    for image in [try scene(37, 21), try black(37, 21)] {
      let jpeg = hasProfile ? profiled(try image.jpeg()) : try image.jpeg()
      let expected = try DecodedImage.decode(jpeg).planes(plain(16))
      #expect(try DecodedImage.decode(warned(jpeg)).planes(plain(16)) == expected)
    }
  }

  @Test("a file that ends within a table of a later scan has the scans before it", arguments: [false, true])
  func cutTable(_ hasProfile: Bool) throws {
    let plainJPEG = try scene(96, 80).jpeg(quality: 95, progressive: true)
    let whole = hasProfile ? profiled(plainJPEG) : plainJPEG
    let scan = try JPEGHeader(whole).scan
    let tables = whole.indices.filter { $0 > scan && whole[$0...].starts(with: [0xFF, 0xC4]) }
    let table = try #require(tables.last)
    let bytes = Array(whole[..<(table + 9)])
    let error = #expect(throws: ImagingError.self) { try DecodedImage.decode(bytes) }
    #expect(error?.description.contains("truncated") == true, "\(error as Any)")
    let image = try DecodedImage.decode(bytes, limits: Limits(acceptsTruncated: true))
    #expect(image.missingRows != nil)
    let expected = try DecodedImage.decode(whole).planes(plain(32))
    #expect(try meanDifference(image.planes(plain(32)), expected) < 0.05)
  }

  private func black(_ width: Int, _ height: Int) throws -> RGBImage {
    try #require(
      RGBImage(
        width: width, height: height,
        pixels: TestImages.plain(width: width, height: height, red: 0, green: 0, blue: 0)))
  }
}
