/// What a pickle of a state dict can hold.
///
/// Collections are places in the machine's shelves, not boxes: what the pickle nests or ties into a ring costs no
/// recursion here.
enum PickleValue {
  case none
  case bool(Bool)
  case integer(Int)
  /// A whole number of more than eight bytes, little-endian.
  case wide([UInt8])
  case real(Double)
  case text(String)
  case tuple(Shelf)
  case list(Shelf)
  case dictionary(Shelf)
  case global(PickleGlobal)
  case storage(PickledStorage)
  case tensor(PickledTensor)

  typealias Shelf = Int
}

/// A row of elements that tensors look into: named in the pickle, its bytes elsewhere in the file.
struct PickledStorage: Hashable {
  var key: String
  var type: ElementType
  var count: Int
}

struct PickledTensor {
  var storage: PickledStorage
  var layout: StridedLayout
}

/// The only constructors that are known; each is carried out here, none is looked up by its name.
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
