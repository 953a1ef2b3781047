import Foundation
import TestSupport
import Testing

@testable import Runtime

@Suite struct CompilationLockTests {
  @Test func oneAtATime() throws {
    let folder = try TemporaryFolder()
    let cache = folder.url.appending(path: "a/b")
    do {
      let held = CompilationLock(cache)
      let second = CompilationLock(cache, patience: 0.1)
      let (isHeld, isHeldTwice) = (held != nil, second != nil)
      #expect(isHeld && !isHeldTwice)
      _ = consume held
    }
    let next = CompilationLock(cache, patience: 0.1)
    let isFree = next != nil
    #expect(isFree)
  }

  @Test func aFolderThatCannotBeIsNotWaitedFor() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write([1], to: "file")
    let lock = CompilationLock(file.appending(path: "below"))
    let isHeld = lock != nil
    #expect(!isHeld)
  }
}
