import NeuralNetwork
import SwiftProtobuf

extension ProgramBuilder {
  /// The name of the output that says the likeliest class.
  static let label = "classLabel"
  private static let opset = "CoreML5"

  /// Throws `ExchangeError.nameTaken` where two operations, or one and the input, give values of one name.
  func checkNames() throws(ExchangeError) {
    var seen: Set<String> = [StandaloneModel.input]
    for name in operations.flatMap(\.outputs).map(\.name) {
      guard seen.insert(name).inserted else { throw .nameTaken(name: name) }
    }
  }

  /// From an RGB image's values of 0 to 255 to (value / 255 − mean) / std: one factor and one term per channel.
  mutating func normalised(_ image: ImageInput) -> Value {
    let shape = [1, 3, image.size, image.size]
    let pixels = Value(name: identifier(StandaloneModel.input), shape: shape)
    let factors = Argument.floats(image.std.map { 1 / (255 * $0) }, shape: [1, 3, 1, 1])
    let terms = Argument.floats(zip(image.mean, image.std).map { -$0 / $1 }, shape: [1, 3, 1, 1])
    let scaled = add("mul", "image.scaled", ["x": .value(pixels), "y": factors], shape: shape)
    return add("add", "image.normal", ["x": .value(scaled), "y": terms], shape: shape)
  }

  /// From logits, [1, classes], to the likeliest class, all probabilities, and the presence, [1].
  mutating func answer(_ answer: AnswerOutput, head: Value, own: Value?, classes: [String]) {
    let temperature = Argument.number(Float(answer.temperature))
    let divided = add("real_div", "answer.calibrated", ["x": .value(head), "y": temperature], shape: head.shape)
    let softmax = add("softmax", "answer.softmax", ["x": .value(divided), "axis": .integer(-1)], shape: head.shape)
    if let presence = answer.presence, let own { tell(presence, own: own) }
    classify(softmax, as: classes, label: Self.label, output: StandaloneModel.probabilities)
  }

  /// The presence by the backbone's own logits.
  private mutating func tell(_ presence: AnswerOutput.Presence, own: Value) {
    let count = own.shape[1]
    let temperature = Argument.number(Float(presence.temperature))
    let logits = add("real_div", "own.calibrated", ["x": .value(own), "y": temperature], shape: own.shape)
    let of = Set(presence.classes)
    let sums = [("kind", presence.classes), ("others", (0..<count).filter { !of.contains($0) })].map { word, classes in
      let part = add(
        "gather", "own.\(word)", ["x": .value(logits), "indices": .integers(classes), "axis": .integer(1)],
        shape: [1, classes.count])
      return add(
        "reduce_log_sum_exp", "own.\(word).log",
        ["x": .value(part), "axes": .integers([1]), "keep_dims": .flag(false)], shape: [1])
    }
    let odds = add("sub", "own.odds", ["x": .value(sums[0]), "y": .value(sums[1])], shape: [1])
    let held = add("clip", "own.held", ["x": .value(odds), "alpha": .number(-50), "beta": .number(50)], shape: [1])
    let above = add("sub", "own.above", ["x": .value(held), "y": .number(Float(presence.middle))], shape: [1])
    let score = add("real_div", "own.score", ["x": .value(above), "y": .number(Float(presence.spread))], shape: [1])
    _ = add("sigmoid", StandaloneModel.presence, ["x": .value(score)], shape: [1])
  }

  /// The program's only function: everything that was added.
  func function(_ answer: AnswerOutput, size: Int) -> Coreml_Function {
    .with { function in
      function.inputs = [
        .with { ($0.name, $0.type) = (StandaloneModel.input, .tensor(.float32, [1, 3, size, size])) }
      ]
      function.opset = Self.opset
      function.blockSpecializations = [
        Self.opset: .with {
          $0.outputs =
            [Self.label, StandaloneModel.probabilities] + (answer.presence == nil ? [] : [StandaloneModel.presence])
          $0.operations = operations
        }
      ]
    }
  }
}
