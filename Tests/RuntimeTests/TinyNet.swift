import Foundation

@testable import Runtime

/// The committed model `tiny.onnx`, made by Tests/Reference/tiny_net.py, with ONNX Runtime's answers for one input.
enum TinyNet {
  static var file: URL { get throws { try resource("tiny.onnx") } }

  static var golden: [String: [Float]] {
    get throws { try JSONDecoder().decode([String: [Float]].self, from: Data(contentsOf: resource("tiny.json"))) }
  }

  static let input = (0..<192).map { Float($0 % 17) / 8 - 1 }

  static func model(_ options: RuntimeOptions = RuntimeOptions(precision: .f32)) throws -> CompiledModel {
    try CompiledModel(onnx: file, options: options)
  }

  private static func resource(_ name: String) throws -> URL {
    guard let folder = Bundle.module.resourceURL else { throw CocoaError(.fileNoSuchFile) }
    return folder.appending(path: "Models").appending(path: name)
  }
}

/// The largest difference between two lists of equal length; infinity when the lengths differ or there is nothing to compare.
func largestDifference(_ a: [Float]?, _ b: [Float]?) -> Float {
  guard let a, let b, a.count == b.count, !a.isEmpty else { return .infinity }
  return zip(a, b).map { abs($0 - $1) }.max() ?? 0
}
