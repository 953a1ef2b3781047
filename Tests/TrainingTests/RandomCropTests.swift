import Imaging
import Support
import Testing

@testable import Training

@Suite struct RandomCropTests {
  @Test func staysInsideTheImageWithTheStatedAreas() {
    for image in 0..<200 {
      let digest = Array(SHA256.hash(data: [UInt8(image)]))
      let region = RandomCrop.region(digest: digest, seed: 7, number: 0, width: 500, height: 375).region
      #expect(region.x >= 0 && region.y >= 0)
      #expect(region.x + region.width <= 1.000001 && region.y + region.height <= 1.000001)
      #expect(region.width * region.height > 0.29)
    }
  }

  @Test func dependsOnImageSeedAndNumberOnly() {
    let digest = Array(SHA256.hash(data: [1]))
    func crop(_ digest: [UInt8], _ seed: UInt64, _ number: Int) -> [Double] {
      let region = RandomCrop.region(digest: digest, seed: seed, number: number, width: 10, height: 10).region
      return [region.x, region.y, region.width, region.height]
    }
    #expect(crop(digest, 7, 0) == crop(digest, 7, 0))
    #expect(crop(digest, 7, 0) != crop(digest, 8, 0))
    #expect(crop(digest, 7, 0) != crop(digest, 7, 1))
    #expect(crop(digest, 7, 0) != crop(Array(SHA256.hash(data: [2])), 7, 0))
  }
}
