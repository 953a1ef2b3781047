/// A pickle and the places of the storages it names.
struct PickledArchive {
  private let machine: PickleMachine
  private let root: PickleValue
  let storages: [String: Range<Int>]

  /// Where checkpoints keep the state dict among other things.
  private static let wrappers = ["state_dict", "model"]

  /// The named tensors, at the top or under a wrapper.
  ///
  /// - Throws: `WeightsError.malformed` for a name twice; `unknownForm` where there is no tensor at all.
  func tensors() throws(WeightsError) -> [(name: String, tensor: PickledTensor)] {
    let top = try tensors(in: root)
    if !top.isEmpty { return top }
    for (key, value) in Self.pairs(root, machine) where Self.wrappers.contains(key) {
      let found = try tensors(in: value)
      if !found.isEmpty { return found }
    }
    throw .unknownForm(file: machine.file, found: "a checkpoint without a state dict")
  }

  private func tensors(in value: PickleValue) throws(WeightsError) -> [(name: String, tensor: PickledTensor)] {
    var found: [(name: String, tensor: PickledTensor)] = []
    var seen: Set<String> = []
    for (key, value) in Self.pairs(value, machine) {
      guard case .tensor(let tensor) = value else { continue }
      guard seen.insert(key).inserted else { throw machine.malformed("it has \"\(key)\" twice") }
      found.append((key, tensor))
    }
    return found
  }

  /// The members of a dictionary whose keys are text.
  private static func pairs(_ value: PickleValue, _ machine: PickleMachine) -> [(String, PickleValue)] {
    guard case .dictionary = value, let items = machine.items(value) else { return [] }
    return stride(from: 0, to: items.count - 1, by: 2).compactMap { place in
      guard case .text(let key) = items[place] else { return nil }
      return (key, items[place + 1])
    }
  }
}

extension PickledArchive {
  /// The zip form: `data.pkl`, a record `data/KEY` for each storage, `byteorder`, all stored in one folder.
  init(zip bytes: FileBytes) throws(WeightsError) {
    let archive = try ZipArchive(bytes) { names in
      let pickles = names.filter { $0.hasSuffix("/data.pkl") }
      if pickles.count == 1 { return nil }
      return pickles.isEmpty
        ? "a ZIP archive without a data.pkl, so not of torch.save" : "a ZIP archive of several files of torch.save"
    }
    guard let pickle = archive.records.keys.first(where: { $0.hasSuffix("/data.pkl") }),
      let range = archive.records[pickle]
    else { throw .unknownForm(file: bytes.name, found: "a ZIP archive without a data.pkl") }
    let folder = pickle.dropLast("data.pkl".count)
    if let order = archive.records["\(folder)byteorder"] {
      guard bytes.withBytes(order, { $0.elementsEqual("little".utf8) }) else {
        throw .unsupported(file: bytes.name, what: "numbers that aren't little-endian")
      }
    }
    var machine = PickleMachine(try ByteReader(bytes, at: range.lowerBound, end: range.upperBound))
    let root = try machine.run()
    let prefix = "\(folder)data/"
    let storages = archive.records.filter { $0.key.hasPrefix(prefix) }
      .map { (String($0.key.dropFirst(prefix.count)), $0.value) }
    self.init(machine: machine, root: root, storages: Dictionary(uniqueKeysWithValues: storages))
  }

  /// 0x1950A86A20F9469CFC6C, little-endian: the number that every legacy file begins with, pickled.
  private static let magic: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]

  /// Whether the file begins as a pickle of a protocol that Python has does, and not as a safetensors file does.
  static func looksLegacy(_ bytes: FileBytes) -> Bool {
    guard bytes.count > magic.count, !SafetensorsFile.matches(bytes) else { return false }
    return bytes.withBytes(0..<2) { $0[0] == PickleInstruction.proto.rawValue && (2...5).contains($0[1]) }
  }

  /// The legacy form: five pickles (magic number, protocol, system, object, storage keys), then for each key its count
  /// of elements and the elements.
  init(legacy bytes: FileBytes) throws(WeightsError) {
    var machine = PickleMachine(try ByteReader(bytes))
    guard case .wide(Self.magic) = try machine.run() else {
      throw .unknownForm(file: bytes.name, found: "a pickle, but not one written by torch.save")
    }
    guard case .integer(1001) = try machine.run() else {
      throw .unsupported(file: bytes.name, what: "another version of the legacy form than 1001")
    }
    let system = try machine.run()
    let isLittle = Self.pairs(system, machine).contains {
      if case ("little_endian", .bool(true)) = $0 { true } else { false }
    }
    guard isLittle else { throw .unsupported(file: bytes.name, what: "numbers that aren't little-endian") }
    let root = try machine.run()
    let keys = try machine.run()
    var storages: [String: Range<Int>] = [:]
    let types = machine.storageTypes
    for key in machine.items(keys) ?? [] {
      guard case .text(let key) = key, let type = types[key], storages[key] == nil else {
        throw machine.malformed("it lists a storage that no tensor has, or one twice")
      }
      let count = try machine.reader.length(Int64.self).multipliedReportingOverflow(by: type.size)
      guard !count.overflow else { throw machine.malformed("the size of a storage in it overflows") }
      storages[key] = try machine.reader.skip(count.partialValue)
    }
    self.init(machine: machine, root: root, storages: storages)
  }
}
