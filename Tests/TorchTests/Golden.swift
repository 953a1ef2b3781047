import Foundation

@testable import Torch

/// Numbers that PyTorch gave, from `Tests/Reference/write_torch_answers.py`.
enum Golden {
  static func load<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
    let place = Bundle.module.url(forResource: "Data/\(name)", withExtension: "json")
    return try JSONDecoder().decode(Value.self, from: Data(contentsOf: place ?? URL(filePath: "/\(name).json")))
  }

  /// The script's `spread`: sin of 0, step, 2 · step, …
  static func spread(_ shape: Int..., step: Double = 0.37) throws -> Tensor {
    let values = (0..<shape.reduce(1, *)).map { Float(sin(Double($0) * step)) }
    return try Tensor(values, shape: shape)
  }
}

/// The largest absolute difference; infinite where the counts differ or there is nothing to compare.
func distance(_ left: [Float], _ right: [Float]) -> Float {
  guard left.count == right.count, !left.isEmpty else { return .infinity }
  return zip(left, right).reduce(0) { max($0, abs($1.0 - $1.1)) }
}
