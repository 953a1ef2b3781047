/// What the known constructors build from their arguments.
extension PickleMachine {
  /// `torch.save` names a storage by ("storage", its class, its key, its device, its count of elements), the legacy
  /// format with a view after that, none in any recent file.
  func storage(of identity: PickleValue) throws(WeightsError) -> PickledStorage {
    guard let parts = items(identity), (5...6).contains(parts.count), case .text("storage") = parts[0],
      case .global(.storage(let type)) = parts[1], case .text(let key) = parts[2], case .integer(let count) = parts[4],
      count >= 0
    else { throw malformed("a storage in its pickle has no class, key and count") }
    if parts.count == 6 {
      guard case .none = parts[5] else { throw .unsupported(file: file, what: "views of storages") }
    }
    return PickledStorage(key: key, type: type, count: count)
  }

  mutating func reduce(_ constructor: PickleValue, _ argument: PickleValue) throws(WeightsError) -> PickleValue {
    guard case .global(let global) = constructor, case .tuple = argument, let arguments = items(argument) else {
      throw malformed("its pickle calls something that can't be called")
    }
    switch global {
    case .orderedDictionary: return try orderedDictionary(arguments)
    case .size:
      guard let first = arguments.first, case .tuple = first else { throw malformed("a torch.Size holds no sizes") }
      return first
    case .rebuildTensor: return .tensor(try tensor(arguments))
    case .rebuildParameter:
      guard let first = arguments.first, case .tensor = first else { throw malformed("a parameter holds no tensor") }
      return first
    case .storage: throw malformed("its pickle makes a storage without a key")
    }
  }

  /// OrderedDict() or OrderedDict([(key, value), …]).
  private mutating func orderedDictionary(_ arguments: [PickleValue]) throws(WeightsError) -> PickleValue {
    var pairs: [PickleValue] = []
    for pair in arguments.first.flatMap(items) ?? [] {
      guard let pair = items(pair), pair.count == 2 else {
        throw malformed("an OrderedDict holds something that is not a pair")
      }
      pairs += pair
    }
    try store(pairs, PickleValue.dictionary)
    return try pop()
  }

  /// _rebuild_tensor_v2(storage, offset, size, stride, requires_grad, backward_hooks[, metadata]).
  private func tensor(_ arguments: [PickleValue]) throws(WeightsError) -> PickledTensor {
    guard arguments.count >= 4, case .storage(let storage) = arguments[0], case .integer(let offset) = arguments[1],
      let shape = integers(arguments[2]), let strides = integers(arguments[3])
    else { throw malformed("a tensor in its pickle has no storage, offset, size and stride") }
    let layout = StridedLayout(shape: shape, strides: strides, offset: offset, available: storage.count)
    guard shape.count <= SafetensorsFile.Limits.rank, let layout else {
      throw malformed("a tensor of shape \(shape.prefix(16)) reaches beyond its \(storage.count) elements")
    }
    return PickledTensor(storage: storage, layout: layout)
  }

  private func integers(_ value: PickleValue) -> [Int]? {
    // A long list could be recalled for tensor after tensor.
    guard let items = items(value), items.count <= 64 else { return nil }
    var numbers: [Int] = []
    for item in items {
      guard case .integer(let number) = item else { return nil }
      numbers.append(number)
    }
    return numbers
  }
}
