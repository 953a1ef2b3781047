/// Runs the few pickle instructions that a state dict is made of, and no code.
///
/// Instructions: Python's `pickletools`, protocols 2 to 4. A constructor that isn't in `PickleGlobal` ends parsing with
/// an error that names it; so does an unknown instruction.
struct PickleMachine {
  enum Limits {
    /// Instructions in one pickle; the largest state dict here has 20,000.
    static let steps = 1_000_000
    /// Values in all its collections together: recalled lists are copied, so that a few steps could make any number.
    static let values = 1_000_000
  }

  private(set) var collections: [[PickleValue]] = []
  private var valueCount = 0
  var reader: ByteReader
  var stack: [PickleValue] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  /// The element type of every storage that was named, by its key.
  private(set) var storageTypes: [String: ElementType] = [:]

  init(_ reader: ByteReader) {
    self.reader = reader
  }

  var file: String { reader.file.name }

  func malformed(_ reason: String) -> WeightsError { .malformed(file: file, reason: reason) }

  /// The value of the pickle that begins at the reader's place; the reader is then after it.
  mutating func run() throws(WeightsError) -> PickleValue {
    stack = []
    marks = []
    memo = [:]
    for _ in 0..<Limits.steps {
      let code = try reader.number(UInt8.self)
      if code == UInt8(ascii: ".") { return try pop() }
      guard let instruction = PickleInstruction(rawValue: code) else {
        throw .unsupported(file: file, what: "the pickle instruction \(code)")
      }
      try step(instruction)
    }
    throw .tooLarge(file: file, what: "pickle instructions", found: Limits.steps + 1, limit: Limits.steps)
  }

  private mutating func step(_ instruction: PickleInstruction) throws(WeightsError) {
    switch instruction {
    case .proto:
      let version = try reader.number(UInt8.self)
      guard (2...4).contains(version) else {
        throw .unsupported(file: file, what: "pickle protocol \(version)")
      }
    case .frame: _ = try reader.number(UInt64.self)
    case .none: stack.append(.none)
    case .newTrue: stack.append(.bool(true))
    case .newFalse: stack.append(.bool(false))
    case .byte: stack.append(.integer(Int(try reader.number(UInt8.self))))
    case .word: stack.append(.integer(Int(try reader.number(UInt16.self))))
    case .integer: stack.append(.integer(Int(try reader.number(Int32.self))))
    case .long: stack.append(try long())
    case .real: stack.append(.real(Double(bitPattern: UInt64(bigEndian: try reader.number()))))
    case .text: stack.append(.text(try reader.text(try reader.length(UInt32.self))))
    case .shortText: stack.append(.text(try reader.text(try reader.length(UInt8.self))))
    case .mark: marks.append(stack.count)
    case .emptyTuple: try store([], PickleValue.tuple)
    case .emptyList: try store([], PickleValue.list)
    case .emptyDictionary: try store([], PickleValue.dictionary)
    case .tuple: try store(popToMark(), PickleValue.tuple)
    case .tuple1: try store(pop(1), PickleValue.tuple)
    case .tuple2: try store(pop(2), PickleValue.tuple)
    case .tuple3: try store(pop(3), PickleValue.tuple)
    case .append: try extend(with: try pop(1))
    case .appends: try extend(with: try popToMark())
    case .setItem: try insert(try pop(2))
    case .setItems: try insert(try popToMark())
    case .put: memo[Int(try reader.number(UInt8.self))] = try top()
    case .longPut: memo[Int(try reader.number(UInt32.self))] = try top()
    case .memoize: memo[memo.count] = try top()
    case .get: stack.append(try recalled(Int(try reader.number(UInt8.self))))
    case .longGet: stack.append(try recalled(Int(try reader.number(UInt32.self))))
    case .global: stack.append(.global(try global(try line(), try line())))
    case .stackGlobal:
      let pair = try pop(2)
      guard case .text(let module) = pair[0], case .text(let name) = pair[1] else {
        throw malformed("a constructor in its pickle has no name")
      }
      stack.append(.global(try global(module, name)))
    case .persistentID:
      let storage = try storage(of: try pop())
      guard storageTypes.updateValue(storage.type, forKey: storage.key) ?? storage.type == storage.type else {
        throw malformed("it gives a storage two types")
      }
      stack.append(.storage(storage))
    case .reduce:
      let call = try pop(2)
      stack.append(try reduce(call[0], call[1]))
    case .build:
      // The state of an OrderedDict: layer versions, which no array needs.
      _ = try pop()
      guard case .dictionary = try top() else {
        throw malformed("its pickle builds something that is not a dictionary")
      }
    }
  }
}

extension PickleMachine {
  /// A collection's items; a dictionary's keys and values alternate.
  func items(_ value: PickleValue) -> [PickleValue]? {
    switch value {
    case .tuple(let index), .list(let index), .dictionary(let index): collections[index]
    default: nil
    }
  }

  mutating func store(
    _ values: [PickleValue], _ kind: (PickleValue.CollectionIndex) -> PickleValue
  ) throws(WeightsError) {
    try reserve(values.count)
    collections.append(values)
    stack.append(kind(collections.count - 1))
  }

  /// Counts values against the limit, before they are stored.
  private mutating func reserve(_ count: Int) throws(WeightsError) {
    valueCount += count
    guard valueCount <= Limits.values else {
      throw .tooLarge(file: file, what: "values in its pickle", found: valueCount, limit: Limits.values)
    }
  }

  mutating func pop() throws(WeightsError) -> PickleValue {
    guard stack.count > (marks.last ?? 0), let value = stack.popLast() else {
      throw malformed("its pickle pops more than it pushed")
    }
    return value
  }

  private mutating func pop(_ count: Int) throws(WeightsError) -> [PickleValue] {
    guard stack.count - count >= (marks.last ?? 0) else { throw malformed("its pickle pops more than it pushed") }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark() throws(WeightsError) -> [PickleValue] {
    guard let mark = marks.popLast() else { throw malformed("its pickle pops more than it pushed") }
    defer { stack.removeLast(stack.count - mark) }
    return Array(stack[mark...])
  }

  private func top() throws(WeightsError) -> PickleValue {
    guard let value = stack.last else { throw malformed("its pickle pops more than it pushed") }
    return value
  }

  private func recalled(_ key: Int) throws(WeightsError) -> PickleValue {
    guard let value = memo[key] else { throw malformed("its pickle recalls something it never stored") }
    return value
  }

  private mutating func extend(with values: [PickleValue]) throws(WeightsError) {
    guard case .list(let index) = try top() else {
      throw malformed("its pickle appends to something that is not a list")
    }
    try reserve(values.count)
    collections[index] += values
  }

  private mutating func insert(_ pairs: [PickleValue]) throws(WeightsError) {
    guard case .dictionary(let index) = try top(), pairs.count % 2 == 0 else {
      throw malformed("its pickle sets items of something that is not a dictionary")
    }
    try reserve(pairs.count)
    collections[index] += pairs
  }

  /// A whole number in two's complement.
  private mutating func long() throws(WeightsError) -> PickleValue {
    let bytes = try reader.bytes(try reader.length(UInt8.self))
    guard bytes.count <= 8 else { return .wide(bytes) }
    let sign: Int = (bytes.last ?? 0) >= 0x80 ? -1 : 0
    return .integer(bytes.reversed().reduce(sign) { $0 << 8 | Int($1) })
  }

  private mutating func line() throws(WeightsError) -> String {
    var bytes: [UInt8] = []
    while bytes.count <= 256 {
      let byte = try reader.number(UInt8.self)
      if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(byte)
    }
    throw malformed("a constructor in its pickle has an unterminated name")
  }

  private func global(_ module: String, _ name: String) throws(WeightsError) -> PickleGlobal {
    guard let known = PickleGlobal(module: module, name: name) else {
      throw .forbidden(file: file, name: "\(module).\(name)")
    }
    return known
  }
}
