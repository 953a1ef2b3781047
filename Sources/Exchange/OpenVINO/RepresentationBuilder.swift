import Foundation

/// Layers of OpenVINO's intermediate representation, version 11, collected in order: the XML of the graph, and the
/// bytes of its constants, which stand in a file of their own.
///
/// https://docs.openvino.ai/2025/documentation/openvino-ir-format.html
struct RepresentationBuilder {
  /// Types of values, by the names that ports have for them.
  enum Precision: String {
    case f32 = "FP32"
    case i64 = "I64"
    case u8 = "U8"
    case boolean = "BOOL"

    /// The name that attributes have for it.
    fileprivate var word: String { "\(self)" }
  }

  /// What a port of a layer gives.
  struct Value {
    fileprivate let layer: Int
    fileprivate let port: Int
    let precision: Precision
  }

  /// Constants begin at multiples of this, so that a reader can map them.
  private static let alignment = 64

  /// Bytes of the constants.
  private(set) var weights: [UInt8] = []
  private var layers: [String] = []
  private var edges: [String] = []

  /// Adds an input; nil stands for a dimension of any size.
  mutating func parameter(_ name: String, _ precision: Precision, shape: [Int?]) -> Value {
    let sizes = shape.map { $0.map(String.init) ?? "?" }.joined(separator: ",")
    let dimensions = shape.map { "<dim>\($0 ?? -1)</dim>" }.joined()
    begin("Parameter", 1, name, [("shape", sizes), ("element_type", precision.word)])
    end("<output>\(opening(port: 0, precision, name))\(dimensions)</port></output>")
    return Value(layer: layers.count - 1, port: 0, precision: precision)
  }

  /// Adds a constant: an array in row-major order; a scalar where it has no dimensions.
  mutating func constant<Element: BitwiseCopyable>(
    _ name: String, _ precision: Precision, _ values: [Element], shape: [Int]
  ) -> Value {
    weights += [UInt8](repeating: 0, count: -weights.count & (Self.alignment - 1))
    let start = weights.count
    // Little-endian, as the format asks and as every processor that this runs on stores them.
    values.withUnsafeBytes { weights += $0 }
    begin(
      "Const", 1, name,
      [
        ("element_type", precision.word), ("shape", shape.map(String.init).joined(separator: ", ")),
        ("offset", "\(start)"), ("size", "\(weights.count - start)"),
      ])
    let dimensions = shape.map { "<dim>\($0)</dim>" }.joined()
    end("<output>\(opening(port: 0, precision))\(dimensions)</port></output>")
    return Value(layer: layers.count - 1, port: 0, precision: precision)
  }

  /// Adds a layer and returns what its ports give, as many as there are precisions.
  ///
  /// - Parameter set: The first set of operations with this form of the layer, as in `opset8`.
  mutating func layer(
    _ kind: String, set: Int = 1, _ name: String, _ attributes: [(String, String)], _ inputs: [Value],
    gives precisions: [Precision]
  ) -> [Value] {
    begin(kind, set, name, attributes)
    let here = layers.count - 1
    var ports = inputs.indices.map { "<port id=\"\($0)\"/>" }.joined()
    for (port, input) in inputs.enumerated() {
      edges.append(
        "<edge from-layer=\"\(input.layer)\" from-port=\"\(input.port)\" to-layer=\"\(here)\" to-port=\"\(port)\"/>")
    }
    ports = inputs.isEmpty ? "" : "<input>\(ports)</input>"
    let given = precisions.enumerated().map { index, precision in
      Value(layer: here, port: inputs.count + index, precision: precision)
    }
    // Shapes aren't stated: readers compute them, since they follow from the size of the image.
    let outputs = given.map { "\(opening(port: $0.port, $0.precision, name))</port>" }.joined()
    end(ports + (given.isEmpty ? "" : "<output>\(outputs)</output>"))
    return given
  }

  /// What stands before the graph.
  static func beginning(_ comment: String) -> String { "<?xml version=\"1.0\"?>\n\(comment)" }

  /// The whole file: what was added, and properties by key, below one name.
  func text(name: String, comment: String, properties: (group: String, values: [String: String])) -> String {
    let stated = properties.values.sorted { $0.key < $1.key }.map { "<\($0.key) value=\"\(Self.escaped($0.value))\"/>" }
    let lines =
      [Self.beginning(comment), "<net name=\"\(Self.escaped(name))\" version=\"11\">", "<layers>"] + layers
      + ["</layers>", "<edges>"] + edges + ["</edges>", "<rt_info>", "<\(properties.group)>"] + stated
      + ["</\(properties.group)>", "</rt_info>", "</net>", ""]
    return lines.joined(separator: "\n")
  }

  private mutating func begin(_ kind: String, _ set: Int, _ name: String, _ attributes: [(String, String)]) {
    let stated = attributes.map { " \($0.0)=\"\($0.1)\"" }.joined()
    layers.append(
      "<layer id=\"\(layers.count)\" name=\"\(Self.escaped(name))\" type=\"\(kind)\" version=\"opset\(set)\">"
        + (attributes.isEmpty ? "" : "<data\(stated)/>"))
  }

  private mutating func end(_ rest: String) { layers[layers.count - 1] += rest + "</layer>" }

  private func opening(port: Int, _ precision: Precision, _ name: String? = nil) -> String {
    let named = name.map { " names=\"\(Self.escaped($0))\"" } ?? ""
    return "<port id=\"\(port)\" precision=\"\(precision.rawValue)\"\(named)>"
  }

  /// A text as an attribute's value; what XML can't hold becomes a question mark.
  static func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { escaped, scalar in
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\t", "\n", "\r": escaped += "&#\(scalar.value);"
      case _ where scalar.value < 0x20 || (0xFFFE...0xFFFF).contains(scalar.value): escaped += "?"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
  }
}
