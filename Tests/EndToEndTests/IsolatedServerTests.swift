import Foundation
import TestSupport
import Testing

/// What becomes of a server whose images are, or aren't, decoded by processes of their own.
@Suite struct IsolatedServerTests {
  @Test func aServerThatDecodesItselfSaysSo() throws {
    let folder = try TemporaryFolder()
    let renamed = "\(folder.path)/classify"
    try FileManager.default.copyItem(atPath: Program.binary.path, toPath: renamed)
    let words = ["serve", "--model", "\(folder.path)/none"]
    let alone = try Program().start(words, within: ["/usr/bin/env", renamed], isShell: true).1()
    #expect(alone.status == 1 && alone.errors.contains("decoded in the server's own process"), "\(alone.errors)")
    let together = try Program().start(words).1()
    #expect(together.status == 1 && !together.errors.contains("own process"), "\(together.errors)")
  }
}

#if os(Linux)
  extension IsolatedServerTests {
    private func trained(_ program: Program, _ data: GeneratedDataSet) throws -> String {
      let model = data.folder.url.appending(path: "model").path
      let outcome = try program.run(
        "train", "--data", data.path, "--model-dir", model, "--backbone", "efficientnet-lite0", "--looks", "1")
      try #require(outcome.status == 0, "\(outcome.errors)")
      return model
    }

    /// The status of the answer to a PNG.
    private func status(_ address: String) throws -> String {
      let image = RealImages.checkout.appending(path: "Tests/FuzzTests/Corpus/image/seed-plain.png")
      let words = ["-sS", "-o", "/dev/null", "-w", "%{http_code}", "--data-binary", "@\(image.path)"]
      return try Process.output(of: "/usr/bin/env", ["curl"] + words + ["\(address)/api/v1/predictions"])
    }

    /// Runs a program on a system whose kernel refuses to confine it: the call's number, the refusal, and all others let through.
    private static let unconfinable = """
      import ctypes, os, platform, struct, sys
      number = {"x86_64": 317, "aarch64": 277}[platform.machine()]
      steps = [(0x20, 0, 0, 0), (0x15, 0, 1, number), (0x06, 0, 0, 0x50001), (0x06, 0, 0, 0x7FFF0000)]
      program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
      whole = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(steps), ctypes.addressof(program)))
      libc = ctypes.CDLL(None, use_errno=True)
      assert libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, ctypes.byref(whole), 0, 0) == 0, ctypes.get_errno()
      os.execv(sys.argv[1], sys.argv[1:])
      """

    @Test(.enabled(if: ReferencePython.available)) func aSystemThatConfinesNothingIsSaid() throws {
      let (program, data) = (try Program(), try GeneratedDataSet())
      let model = try trained(program, data)
      let python = [try #require(ReferencePython.interpreter), "-c", Self.unconfinable]
      for (within, isSaid) in [(python, true), ([], false)] {
        let served = try program.serve(model, within: within) { address in
          let code = try status(address)
          #expect(code == "200")
        }
        let sentence = "doesn't confine the processes that decode images (Operation not permitted)"
        #expect(served.errors.contains(sentence) == isSaid, "\(served.errors)")
      }
    }

    /// A package manager replaces the program while it serves.
    @Test func aProgramThatIsReplacedGoesOn() throws {
      let (program, data) = (try Program(), try GeneratedDataSet())
      let model = try trained(program, data)
      let copy = data.folder.url.appending(path: "dogbreed").path
      try FileManager.default.copyItem(atPath: Program.binary.path, toPath: copy)
      let within = ["sh", "-c", "shift; exec '\(copy)' \"$@\"", "sh"]
      let served = try program.serve(model, within: within) { address in
        #expect(try status(address) == "200")
        let idle = decoders(of: copy)
        #expect(!idle.isEmpty)
        // As package managers do it: the file under this name is another one from now on.
        let other = try data.folder.write(Array("#!/bin/sh\nexit 1\n".utf8), to: "other")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: other.path)
        #expect(rename(other.path, copy) == 0)
        for decoder in idle { kill(decoder, SIGKILL) }
        #expect(try status(address) == "200")
      }
      #expect(served.status == 0, "\(served.errors)")
    }

    /// The processes of a program that decode.
    private func decoders(of program: String) -> [Int32] {
      let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
      return all.compactMap { Int32($0) }.filter { process in
        let words = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
        return String(decoding: words, as: UTF8.self).contains("decode-images")
          && (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/exe")) == program
      }
    }
  }
#endif
