import Support
import Testing

@testable import Imaging

/// A shortage of memory is distinguished from damage.
@Suite struct MemoryTests {
  @Test("planes that can't be held aren't the image's fault")
  func planes() {
    let error = #expect(throws: ImagingError.self) { try Plane(width: 1 << 27, height: 1 << 27) }
    guard case .outOfMemory = error else {
      Issue.record("\(error as Any)")
      return
    }
    #expect(error?.description.contains("nothing is wrong with the file") == true)
  }

  @Test("a failure is damage only where there is memory")
  func failures() {
    #expect(MemoryRoom.allows(1 << 20) && !MemoryRoom.allows(1 << 60))
    #expect(VipsDecoder.failure(.png, "x", bytes: 1 << 20) == .undecodable(.png, reason: "x"))
    #expect(VipsDecoder.failure(.png, "x", bytes: 1 << 60) == .outOfMemory(bytes: 1 << 60))
  }
}
