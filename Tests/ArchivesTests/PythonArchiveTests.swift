import Archives
import Foundation
import TestSupport
import Testing

/// Archives that Python's own modules wrote, and what they make of ours.
@Suite(.enabled(if: ReferencePython.available))
struct PythonArchiveTests {
  static let script = """
    import io, sys, tarfile
    out, kind = sys.argv[1:]
    form = {'ustar': tarfile.USTAR_FORMAT, 'gnu': tarfile.GNU_FORMAT, 'pax': tarfile.PAX_FORMAT}[kind]
    with tarfile.open(out, 'w:gz' if out.endswith('gz') else 'w', format=form) as tar:
        names = ['a.txt', 'folder/b.bin'] + ([] if kind == 'ustar' else ['x' * 180 + '/' + 'ü' * 90 + '.txt'])
        for number, name in enumerate(names):
            data = bytes([number]) * (700 * number + 1)
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), 1234567890.5
            tar.addfile(info, io.BytesIO(data))
    """

  @Test(arguments: ["ustar", "gnu", "pax"], ["tar", "tar.gz"])
  func readsPythons(_ kind: String, _ ending: String) throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "made.\(ending)").path
    _ = try ReferencePython.run(Self.script, [file, kind])
    var names: [String] = []
    func read(_ reader: consuming TarReader<some ByteSource>) throws {
      var reader = reader
      while let entry = try reader.next() {
        let contents = try reader.contents(limit: 1 << 20)
        #expect(contents == [UInt8](repeating: UInt8(names.count), count: 700 * names.count + 1))
        names.append(entry.path)
      }
    }
    if ending == "tar" {
      try read(TarReader(FileSource(file)))
    } else {
      try read(TarReader(GzipSource(FileSource(file))))
    }
    let long = String(repeating: "x", count: 180) + "/" + String(repeating: "ü", count: 90) + ".txt"
    #expect(names == ["a.txt", "folder/b.bin"] + (kind == "ustar" ? [] : [long]))
  }

  @Test func aGzipFileThatIsCutShortOrDamagedIsAnError() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "made.tar.gz")
    _ = try ReferencePython.run(Self.script, [file.path, "gnu"])
    let whole = [UInt8](try Data(contentsOf: file))
    func read(_ bytes: [UInt8]) throws {
      var reader = TarReader(try GzipSource(MemorySource(bytes)))
      while try reader.next() != nil { _ = try reader.contents(limit: 1 << 20) }
    }
    try read(whole)
    for count in Set(stride(from: 1, to: whole.count, by: 7)).union([whole.count - 1]) {
      #expect(throws: ArchiveError.self) { try read(Array(whole[..<count])) }
    }
    var generator = SeededGenerator(seed: 2)
    var refused = 0
    for _ in 0..<300 {
      var bytes = whole
      bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^= UInt8.random(in: 1...255, using: &generator)
      do { try read(bytes) } catch {
        #expect(error is ArchiveError)
        refused += 1
      }
    }
    // What may change is a time, a name and flags in the header.
    #expect(refused > 250, "\(refused) of 300")
  }

  /// Hard links as GNU tar makes them, a label and two archives in one file, against what Python's module reads.
  @Test func readsWhatGNUTarWrites() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "made.tgz").path
    let script = """
      import os, subprocess, sys, tarfile
      out, base = sys.argv[1], os.path.dirname(sys.argv[1]) + '/in'
      os.makedirs(base + '/class')
      open(base + '/class/1.jpg', 'wb').write(b'one')
      os.link(base + '/class/1.jpg', base + '/class/2.jpg')
      subprocess.run(['tar', '--label=volume', '-czf', out, '-C', base, 'class'], check=True)
      print(*sorted(f'{m.name}={tarfile.open(out).extractfile(m).read().decode()}'
                    for m in tarfile.open(out) if m.isreg() or m.islnk()))
      """
    let theirs = try ReferencePython.run(script, [file]).split(separator: "\n").joined()
    let target = folder.url.appending(path: "out").path
    try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
    var reader = TarReader(try ArchiveSource(file))
    #expect(try reader.unpack(into: target) == 2)
    let ours = try ["class/1.jpg", "class/2.jpg"].map {
      "\($0)=" + String(decoding: try Data(contentsOf: URL(filePath: "\(target)/\($0)")), as: UTF8.self)
    }
    #expect(ours.joined(separator: " ") == theirs)
  }

  @Test func whatUnpacksToVeryMuchCostsNoMemory() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "bomb.gz").path
    let script = """
      import gzip, sys
      with gzip.open(sys.argv[1], 'wb') as out:
          for _ in range(64): out.write(bytes(1 << 20))
      """
    _ = try ReferencePython.run(script, [file])
    let source = try GzipSource(FileSource(file))
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { buffer.deallocate() }
    var count = 0
    while true {
      let got = try source.read(into: buffer)
      if got == 0 { break }
      count += got
    }
    #expect(count == 64 << 20)
  }
}
