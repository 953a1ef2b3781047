import Foundation

/// libFuzzer's own driver, which takes the rest of the arguments.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ one: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// The target that `DOGBREED_FUZZ_TARGET` names.
private let target = ProcessInfo.processInfo.environment["DOGBREED_FUZZ_TARGET"].flatMap(FuzzTarget.init(rawValue:))

@main
enum Fuzz {
  static func main() {
    guard target != nil else {
      let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: " ")
      FileHandle.standardError.write(Data("DOGBREED_FUZZ_TARGET must name one of: \(names)\n".utf8))
      exit(64)
    }
    var count = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    exit(
      runDriver(&count, &arguments) { bytes, count in
        // Coverage decides what is kept, not whether the bytes were accepted.
        _ = target?.accepts(Array(UnsafeBufferPointer(start: bytes, count: count)))
        return 0
      })
  }
}
