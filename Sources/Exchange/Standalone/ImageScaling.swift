/// Antialiased bicubic resizing as two matrix products, in operators that every ONNX engine has.
///
/// ONNX's own `Resize` antialiases from operator set 18 on only, and engines differ in it. Here an image is multiplied
/// by one matrix for its rows and one for its columns, computed from its size: Catmull and Rom's cubic (a = −1/2),
/// widened where it scales down, mirrored at the edges, each row of weights adding up to 1. Those are the weights that
/// `Imaging` draws with.
struct ImageScaling {
  private var graph: GraphBuilder
  private let input: ImageInput
  /// Names of height and width as floats.
  private let sides: [String]

  /// Names of a matrix and of the mask of its rows that show the image; nil where all do.
  private struct Axis {
    let matrix: String
    let inside: String?
  }

  /// Adds the operators from `image` (8-bit RGB, height × width × 3) to the network's input, [1, 3, size, size].
  static func add(_ input: ImageInput, from image: String, to output: String, in graph: inout GraphBuilder) {
    var scaling = ImageScaling(input, image: image, graph: graph)
    let pixels = scaling.normalised(scaling.drawn(image))
    let first = scaling.graph.constant("first", integers: [0])
    scaling.graph.add("Unsqueeze", [pixels, first], output: output)
    graph = scaling.graph
  }

  private init(_ input: ImageInput, image: String, graph: GraphBuilder) {
    var graph = graph
    let shape = graph.add("Shape", "shape", [image])
    sides = ["height", "width"].enumerated().map { axis, name in
      let index = graph.constant("\(name).axis", integers: [axis])
      let side = graph.add("Gather", "\(name).side", [shape, index])
      let flat = graph.add("Squeeze", "\(name).scalar", [side])
      return graph.add("Cast", name, [flat], [LayerTranslation.attribute("to", 1)])
    }
    self.graph = graph
    self.input = input
  }

  private mutating func drawn(_ image: String) -> (pixels: String, inside: [String]) {
    let rows = axis(0, "rows")
    let columns = axis(1, "columns")
    let floats = graph.add("Cast", "floats", [image], [LayerTranslation.attribute("to", 1)])
    let planes = graph.add("Transpose", "planes", [floats], [LayerTranslation.attribute("perm", [2, 0, 1])])
    let scaledRows = graph.add("MatMul", "scaled.rows", [rows.matrix, planes])
    let turned = graph.add(
      "Transpose", "columns.turned", [columns.matrix], [LayerTranslation.attribute("perm", [1, 0])])
    let square = graph.add("MatMul", "square", [scaledRows, turned])
    var inside: [String] = []
    if let down = rows.inside, let across = columns.inside {
      inside = [
        down, graph.add("Transpose", "columns.mask", [across], [LayerTranslation.attribute("perm", [1, 0])]),
      ]
    }
    return (square, inside)
  }

  /// From values of 0 to 255 to (value − mean) / std, cut to what pixels can be, on the fill colour.
  private mutating func normalised(_ drawn: (pixels: String, inside: [String])) -> String {
    let white = graph.constant("white", [255])
    let unit = graph.add("Div", "unit", [drawn.pixels, white])
    let cut = graph.add("Clip", "cut", [unit, graph.number(.zero), graph.number(.one)])
    let mean = graph.constant("mean", input.mean, shape: [3, 1, 1])
    let std = graph.constant("std", input.std, shape: [3, 1, 1])
    let normal = graph.add("Div", "normal", [graph.add("Sub", "centred", [cut, mean]), std])
    guard drawn.inside.count == 2 else { return normal }
    let colour = (0..<3).map { (input.fill[$0] - input.mean[$0]) / input.std[$0] }
    let fill = graph.constant("fill", colour, shape: [3, 1, 1])
    let mask = graph.add("Mul", "mask", drawn.inside)
    let above = graph.add("Mul", "above", [graph.add("Sub", "over.fill", [normal, fill]), mask])
    return graph.add("Add", "filled", [above, fill])
  }

  /// The matrix that draws one axis: size × the image's own side.
  private mutating func axis(_ number: Int, _ name: String) -> Axis {
    let part = part(sides[number], name)
    let steps = (0..<input.size).map(Float.init)
    let places = graph.constant("\(name).places", steps, shape: [input.size, 1])
    guard let target = part.target, let left = part.left else {
      let size = graph.constant("\(name).size", [Float(input.size)])
      return Axis(matrix: matrix(places, drawing: part, to: size, side: sides[number], name), inside: nil)
    }
    let own = graph.add("Sub", "\(name).own", [places, left])
    let last = graph.add("Sub", "\(name).last", [target, graph.number(.one)])
    let lowest = graph.add("Max", "\(name).lowest", [own, graph.number(.zero)])
    let held = graph.add("Min", "\(name).held", [lowest, last])
    let same = graph.add("Equal", "\(name).same", [own, held])
    let inside = graph.add("Cast", "\(name).inside", [same], [LayerTranslation.attribute("to", 1)])
    return Axis(matrix: matrix(held, drawing: part, to: target, side: sides[number], name), inside: inside)
  }

  /// The stretch of an axis that is drawn, in pixels, and where it goes: all of the square unless said.
  private struct Part {
    var start: String
    var length: String
    var target: String?
    var left: String?
  }

  private mutating func part(_ side: String, _ name: String) -> Part {
    switch input.fit {
    case .squash: return Part(start: graph.number(.zero), length: side)
    case .crop:
      let shorter = graph.add("Min", "\(name).shorter", sides)
      let rest = graph.add("Sub", "\(name).rest", [side, shorter])
      return Part(start: graph.add("Mul", "\(name).start", [rest, graph.number(.half)]), length: shorter)
    case .letterbox:
      let size = graph.constant("\(name).square", [Float(input.size)])
      let longer = graph.add("Max", "\(name).longer", sides)
      let fitting = graph.add("Div", "\(name).fitting", [size, longer])
      let scale = graph.add("Min", "\(name).scale", [fitting, graph.number(.one)])
      let scaled = graph.add("Round", "\(name).scaled", [graph.add("Mul", "\(name).exact", [side, scale])])
      let some = graph.add("Max", "\(name).some", [scaled, graph.number(.one)])
      let target = graph.add("Min", "\(name).target", [some, size])
      let rest = graph.add("Sub", "\(name).room", [size, target])
      let left = graph.add("Floor", "\(name).left", [graph.add("Mul", "\(name).margin", [rest, graph.number(.half)])])
      return Part(start: graph.number(.zero), length: side, target: target, left: left)
    }
  }

  /// Weights of every pixel of the side (columns) for every place (rows).
  private mutating func matrix(
    _ places: String, drawing part: Part, to target: String, side: String, _ name: String
  ) -> String {
    let (half, one, two) = (graph.number(.half), graph.number(.one), graph.number(.two))
    let step = graph.add("Div", "\(name).step", [part.length, target])
    let width = graph.add("Max", "\(name).width", [step, one])
    let middles = graph.add("Mul", "\(name).middles", [graph.add("Add", "\(name).centres", [places, half]), step])
    let from = graph.add("Add", "\(name).from", [middles, part.start])
    let count = graph.add("Range", "\(name).count", [graph.number(.zero), side, one])
    let pixels = graph.add("Add", "\(name).pixels", [count, half])
    let twice = graph.add("Mul", "\(name).twice", [side, two])
    let before = graph.add("Neg", "\(name).before", [pixels])
    let after = graph.add("Sub", "\(name).after", [twice, pixels])
    var weights: [String] = []
    for (word, at) in [("at", pixels), ("before", before), ("after", after)] {
      let distance = graph.add("Sub", "\(name).\(word).distance", [at, from])
      let scaled = graph.add("Div", "\(name).\(word).scaled", [distance, width])
      weights.append(cubic(graph.add("Abs", "\(name).\(word).size", [scaled]), "\(name).\(word)"))
    }
    let all = graph.add("Sum", "\(name).all", weights)
    let total = graph.add("ReduceSum", "\(name).total", [all, graph.constant("\(name).along", integers: [1])])
    return graph.add("Div", name, [all, total])
  }

  /// Keys' cubic convolution kernel (1981) with a = −1/2, of a distance in samples.
  private mutating func cubic(_ distance: String, _ name: String) -> String {
    let near = polynomial([1.5, -2.5, 0, 1], of: distance, "\(name).near")
    let far = polynomial([-0.5, 2.5, -4, 2], of: distance, "\(name).far")
    let isFar = graph.add("Less", "\(name).isFar", [distance, graph.number(.two)])
    let outer = graph.add("Where", "\(name).outer", [isFar, far, graph.number(.zero)])
    let isNear = graph.add("Less", "\(name).isNear", [distance, graph.number(.one)])
    return graph.add("Where", "\(name).weight", [isNear, near, outer])
  }

  /// By Horner's rule, the highest power first.
  private mutating func polynomial(_ factors: [Float], of value: String, _ name: String) -> String {
    var sum = graph.constant("\(name).0", [factors[0]])
    for (power, factor) in factors.enumerated().dropFirst() {
      let product = graph.add("Mul", "\(name).product.\(power)", [sum, value])
      sum = graph.add("Add", "\(name).sum.\(power)", [product, graph.constant("\(name).\(power)", [factor])])
    }
    return sum
  }
}
