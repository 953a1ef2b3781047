/// What a pickle of a state dict can hold.
///
/// Collections are indices into the machine's storage: nesting or cycles in a pickle cause no recursion here.
enum PickleValue {
  case none
  case bool(Bool)
  case integer(Int)
  /// A whole number of more than eight bytes, little-endian.
  case wide([UInt8])
  case real(Double)
  case text(String)
  case tuple(CollectionIndex)
  case list(CollectionIndex)
  case dictionary(CollectionIndex)
  case global(PickleGlobal)
  case storage(PickledStorage)
  case tensor(PickledTensor)

  typealias CollectionIndex = Int
}

/// A buffer of elements that tensors refer to: named in the pickle, its bytes elsewhere in the file.
struct PickledStorage: Hashable {
  var key: String
  var type: ElementType
  var count: Int
}

struct PickledTensor {
  var storage: PickledStorage
  var layout: StridedLayout
}

/// The only supported constructors; each is implemented here, none is looked up by name.
enum PickleGlobal: Hashable {
  case orderedDictionary
  case size
  case rebuildTensor
  case rebuildParameter
  case storage(ElementType)

  /// Nil for everything else that a pickle may ask for.
  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"): self = .orderedDictionary
    case ("torch", "Size"): self = .size
    case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensor
    case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
    case ("torch", let name):
      guard let type = Self.storages[name] else { return nil }
      self = .storage(type)
    default: return nil
    }
  }

  private static let storages: [String: ElementType] = [
    "FloatStorage": .f32, "DoubleStorage": .f64, "HalfStorage": .f16, "BFloat16Storage": .bf16,
    "LongStorage": .i64, "IntStorage": .i32, "ShortStorage": .i16, "CharStorage": .i8, "ByteStorage": .u8,
    "BoolStorage": .bool,
  ]
}
