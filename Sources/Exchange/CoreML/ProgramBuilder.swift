import SwiftProtobuf

/// Operations of Core ML's model intermediate language, collected in order; each value has its operation's name.
///
/// Operations and their parameters: https://apple.github.io/coremltools/source/coremltools.converters.mil.mil.ops.defs.html,
/// those of iOS 15. Every constant is an operation of its own, as Apple's converter writes them.
struct ProgramBuilder {
  /// A tensor of 32-bit floats of a known shape.
  struct Value {
    let name: String
    let shape: [Int]
  }

  /// What an operation takes for one of its parameters.
  enum Argument {
    case value(Value)
    case values([Value])
    /// An array in row-major order.
    case floats([Float], shape: [Int])
    case number(Float)
    case integers([Int])
    case integer(Int)
    case flag(Bool)
    case text(String)
  }

  private(set) var operations: [Coreml_Operation] = []
  /// The arrays that stand in a file next to the program.
  private(set) var blobs = WeightBlobs()
  /// The names that others know stand for themselves.
  private var names = Dictionary(uniqueKeysWithValues: Self.known.map { ($0, $0) })
  private var taken = Set(Self.known)

  private static let known = [StandaloneModel.input, label, StandaloneModel.probabilities, StandaloneModel.presence]
  /// Arrays from this size on stand next to the program, as Apple's converter has it.
  private static let smallestBlob = 10
  /// Where they stand, as programs call it.
  private static let blobFile = "@model_path/weights/weight.bin"

  /// A name as the language allows it, the same for the same name: letters, digits and underscores.
  mutating func identifier(_ name: String) -> String {
    if let known = names[name] { return known }
    let plain = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    let start = plain.first.map { $0.isNumber ? "_\(plain)" : plain } ?? "_"
    var found = start
    var number = 2
    while taken.contains(found) { (found, number) = ("\(start)_\(number)", number + 1) }
    taken.insert(found)
    names[name] = found
    return found
  }

  /// Adds an operation that gives one tensor.
  mutating func add(
    _ kind: String, _ name: String, _ arguments: [String: Argument], shape: [Int]
  ) -> Value {
    add(kind, name, arguments, shapes: [(name, shape)])[0]
  }

  /// Adds an operation that gives several tensors.
  mutating func add(
    _ kind: String, _ name: String, _ arguments: [String: Argument], shapes: [(name: String, shape: [Int])]
  ) -> [Value] {
    var inputs: [String: Coreml_Argument] = [:]
    for (key, argument) in arguments.sorted(by: { $0.key < $1.key }) { inputs[key] = bound(argument, "\(name).\(key)") }
    let values = shapes.map { Value(name: identifier($0.name), shape: $0.shape) }
    let outputs = values.map { value in
      Coreml_NamedValueType.with { ($0.name, $0.type) = (value.name, .tensor(.float32, value.shape)) }
    }
    append(kind, identifier(name), inputs, outputs)
    return values
  }

  /// Adds an array as a value, in row-major order.
  mutating func array(_ name: String, _ floats: [Float], shape: [Int]) -> Value {
    Value(name: constant(.floats(floats, shape: shape), name), shape: shape)
  }

  /// Adds the operation that names the likeliest class and gives each class's probability by its name.
  mutating func classify(_ probabilities: Value, as classes: [String], label: String, output: String) {
    let list = Coreml_Value.with { list in
      list.type = .with { type in
        type.listType.type = .tensor(.string, [])
        type.listType.length = .size(classes.count)
      }
      list.immediateValue.list.values = classes.map(Coreml_Value.text)
    }
    let dictionary = Coreml_ValueType.with { type in
      type.dictionaryType.keyType = .tensor(.string, [])
      type.dictionaryType.valueType = .tensor(.float64, [])
    }
    let inputs = [
      "probabilities": Coreml_Argument(naming: [probabilities.name]),
      "classes": .with { $0.arguments = [.with { $0.value = list }] },
    ]
    append(
      "classify", identifier("\(output).classify"), inputs,
      [
        .with { ($0.name, $0.type) = (identifier(label), .tensor(.string, [])) },
        .with { ($0.name, $0.type) = (identifier(output), dictionary) },
      ])
  }

  private mutating func append(
    _ kind: String, _ name: String, _ inputs: [String: Coreml_Argument], _ outputs: [Coreml_NamedValueType]
  ) {
    operations.append(
      .with {
        $0.type = kind
        $0.inputs = inputs
        $0.outputs = outputs
        $0.attributes = ["name": .text(name)]
      })
  }

  private mutating func bound(_ argument: Argument, _ name: String) -> Coreml_Argument {
    switch argument {
    case .value(let value): Coreml_Argument(naming: [value.name])
    case .values(let values): Coreml_Argument(naming: values.map(\.name))
    default: Coreml_Argument(naming: [constant(argument, name)])
    }
  }

  /// Adds a constant and returns its name.
  private mutating func constant(_ argument: Argument, _ name: String) -> String {
    let name = identifier(name)
    let value = value(argument)
    operations.append(
      .with { operation in
        operation.type = "const"
        operation.outputs = [.with { ($0.name, $0.type) = (name, value.type) }]
        operation.attributes = ["name": .text(name), "val": value]
      })
    return name
  }

  private mutating func value(_ argument: Argument) -> Coreml_Value {
    var value = Coreml_Value()
    switch argument {
    case .floats(let floats, let shape):
      value.type = .tensor(.float32, shape)
      if floats.count < Self.smallestBlob {
        value.immediateValue.tensor.floats.values = floats
      } else {
        value.blobFileValue.fileName = Self.blobFile
        value.blobFileValue.offset = blobs.append(floats)
      }
    case .number(let number):
      value.type = .tensor(.float32, [])
      value.immediateValue.tensor.floats.values = [number]
    case .integers(let integers):
      value.type = .tensor(.int32, [integers.count])
      value.immediateValue.tensor.ints.values = integers.map(Int32.init)
    case .integer(let integer):
      value.type = .tensor(.int32, [])
      value.immediateValue.tensor.ints.values = [Int32(integer)]
    case .flag(let flag):
      value.type = .tensor(.bool, [])
      value.immediateValue.tensor.bools.values = [flag]
    case .text(let text): value = .text(text)
    case .value, .values: break
    }
    return value
  }
}

extension Coreml_Argument {
  /// Values by their names.
  fileprivate init(naming names: [String]) {
    self = .with { $0.arguments = names.map { name in .with { $0.name = name } } }
  }
}

extension Coreml_ValueType {
  /// A tensor; a scalar where it has no dimensions.
  static func tensor(_ type: Coreml_DataType, _ shape: [Int]) -> Coreml_ValueType {
    .with {
      $0.tensorType.dataType = type
      $0.tensorType.rank = Int64(shape.count)
      $0.tensorType.dimensions = shape.map(Coreml_Dimension.size)
    }
  }
}

extension Coreml_Dimension {
  fileprivate static func size(_ size: Int) -> Coreml_Dimension { .with { $0.constant.size = UInt64(size) } }
}

extension Coreml_Value {
  fileprivate static func text(_ text: String) -> Coreml_Value {
    .with {
      $0.type = .tensor(.string, [])
      $0.immediateValue.tensor.strings.values = [text]
    }
  }
}
