import Foundation
import Support
import TestSupport
import Testing

@Suite struct FileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func path(_ name: String) -> String { folder.url.appending(path: name).path }

  private var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
  }

  @Test func readsWholePartsAndPieces() throws {
    let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    try folder.write(bytes, to: "file")
    let file = try RegularFile(reading: path("file"))
    #expect(file.size == bytes.count)
    #expect(try file.read(at: 0, count: bytes.count) == bytes)
    #expect(try file.read(at: 2_999_990, count: 100) == Array(bytes.suffix(10)))
    #expect(try file.read(at: 4_000_000, count: 100).isEmpty)
    var pieces: [UInt8] = []
    try file.readPieces { pieces += $0 }
    #expect(pieces == bytes)
  }

  /// A named pipe is reported at once; opening it to read would else wait for a writer.
  @Test func onlyRegularFilesAreOpened() throws {
    #expect(mkfifo(path("pipe"), 0o600) == 0)
    for name in ["pipe", ""] {
      #expect(throws: FileError(path: path(name), action: "opened", reason: "it is not a file")) {
        try RegularFile(reading: path(name))
      }
    }
    #expect { try RegularFile(reading: path("gone")) } throws: { "\($0)".contains("No such file") }
    try folder.write([1], to: "there")
    try FileManager.default.createSymbolicLink(atPath: path("link"), withDestinationPath: path("there"))
    #expect(throws: FileError.self) { try RegularFile(replacing: path("link")) }
    #expect(throws: FileError.self) { try RegularFile(making: path("there")) }
    #expect(throws: FileError.self) { try RegularFile(making: path("link")) }
    #expect(try Data(contentsOf: URL(filePath: path("there"))) == Data([1]))
  }

  @Test func appendsWritesAndResizes() throws {
    let file = try RegularFile(updating: path("new"))
    try [1, 2, 3, 4].withUnsafeBytes { bytes in
      Result { () throws(FileError) in try file.append(UnsafeRawBufferPointer(rebasing: bytes[..<16])) }
    }.get()
    try [UInt8](repeating: 9, count: 2).withUnsafeBytes { try file.write($0, at: 1) }
    try file.resize(to: 3)
    try [UInt8](repeating: 7, count: 1).withUnsafeBytes { try file.append($0) }
    try file.synchronize()
    try file.close()
    #expect(try Array(Data(contentsOf: URL(filePath: path("new")))) == [1, 9, 9, 7])
    #expect(throws: FileError.self) { try file.read(at: 0, count: 1) }
  }

  @Test func aNameIsTheOldFileOrTheNewOne() throws {
    try folder.write([1], to: "file")
    let first = try AtomicFile(path("file"))
    try first.append([2, 3] as [UInt8])
    #expect(try Array(Data(contentsOf: URL(filePath: path("file")))) == [1])
    try first.commit()
    #expect(try Array(Data(contentsOf: URL(filePath: path("file")))) == [2, 3])
    do {
      let second = try AtomicFile(path("file"))
      try second.append([4] as [UInt8])
    }
    #expect(try Array(Data(contentsOf: URL(filePath: path("file")))) == [2, 3])
    #expect(try names == ["file"])
  }

  /// A killed run's leftover is gone after the next; a running program's file is left alone.
  @Test func leftoversAreRemovedByTheNextWriter() throws {
    try folder.write([1, 2, 3], to: ".file.dogbreed-new")
    try AtomicFile.write([4], to: path("file"))
    #expect(try names == ["file"])
    let first = try AtomicFile(path("file"))
    try first.append([5] as [UInt8])
    let second = try AtomicFile(path("file"))
    try second.append([6, 6] as [UInt8])
    #expect(try names.count == 3)
    try first.commit()
    #expect(try Array(Data(contentsOf: URL(filePath: path("file")))) == [5])
    try second.commit()
    #expect(try Array(Data(contentsOf: URL(filePath: path("file")))) == [6, 6])
    #expect(try names == ["file"])
  }

  /// What a killed process left under the temporary name is removed, and a link there is not followed.
  @Test func aGivenTemporaryNameIsMadeAnew() throws {
    try folder.write([1], to: "victim")
    try FileManager.default.createSymbolicLink(atPath: path("file.part"), withDestinationPath: path("victim"))
    let file = try AtomicFile(path("file"), temporary: path("file.part"))
    try file.append([5] as [UInt8])
    try file.commit(isDurable: false)
    #expect(try Array(Data(contentsOf: URL(filePath: path("victim")))) == [1])
    #expect(try names == ["file", "victim"])
    #expect(throws: FileError.self) { try AtomicFile(path("none/file")) }
  }

  @Test func oneHoldsTheLock() throws {
    let file = try RegularFile(updating: path("lock"))
    #expect(try file.tryLock())
    #expect(try !RegularFile(updating: path("lock")).tryLock())
    try file.close()
    #expect(try RegularFile(updating: path("lock")).tryLock())
    let first = try FileLock(folder: folder.path)
    let second = try FileLock(folder: folder.path)
    #expect(try first.tryLock())
    #expect(try !second.tryLock())
    #expect(throws: FileError.self) { _ = try FileLock(folder: path("lock")) }
  }
}
