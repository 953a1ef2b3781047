import Foundation
import Support
import Taxonomy

extension DataSet {
  /// Finds the labelled images below one or several folders and merges them by class, see `ClassIdentity`.
  ///
  /// Each folder's layout is detected separately, see `Layout`. A folder named twice, or once as itself and once as its
  /// `Images`, counts once.
  ///
  /// - Parameters:
  ///   - level: Which folders are the classes if class folders contain folders; nil to detect it.
  ///   - shards: For folders that hold the indices of shards alone, the folder that the shards themselves will be in.
  /// - Throws: `CorpusError` for a folder that is missing, is a file or can't be read, when there is no image, and where
  ///   `level` has to be asked for.
  package static func find(
    at folders: [URL], level: ClassLevel? = nil, shards: [String: String] = [:]
  ) throws(CorpusError) -> DataSet {
    var sets: [DataSet] = []
    var seen: Set<Layout> = []
    var notes: [String] = []
    for folder in folders {
      let place = try resolvedFolder(folder.path)
      let layout = try Layout.detect(place)
      if seen.insert(layout).inserted {
        var set = try read(layout, level, shards: shards[folder.path]).unified()
        set.notes = try layout.unusable(in: place) + set.notes + [namedByPeople(in: place)].compactMap(\.self)
        if level != nil, !layout.isOfFolders {
          set.notes.append("\(folder.path) is not read as class folders, so --class-level has no effect on it.")
        }
        let quarantine = try Quarantine.lying(in: place)
        sets.append(quarantine.map { set.without($0, in: [folder]).withoutEmptyClasses() } ?? set)
      } else {
        notes.append("\(folder.path) was named twice and is used once.")
      }
    }
    var merged = merge(sets).joined()
    merged.notes += notes + furtherClasses(sets)
    guard !merged.samples.isEmpty else {
      let found = merged.notes.first ?? merged.problems.first?.reason ?? "the folder is empty"
      throw .noImages(path: folders.map(\.path).joined(separator: ", "), found: trimmed(found))
    }
    return merged
  }

  /// Notes which classes later folders have that the first one doesn't, so that none comes to be in silence.
  private static func furtherClasses(_ sets: [DataSet]) -> [String] {
    guard let first = sets.first, sets.count > 1 else { return [] }
    var known = Set(first.classes.map { ClassIdentity($0.id) })
    let matcher = ClassMatcher(first.classes)
    let new = sets.dropFirst().flatMap(\.classes).filter { name in
      matcher.index(of: name.id) == nil && known.insert(ClassIdentity(name.id)).inserted
    }
    guard !new.isEmpty else { return [] }
    return ["Classes that only the further folders have: \(new.count), \(Leftovers.list(new.map(\.id)))."]
  }

  /// One set of several: the union of the classes in `ClassOrder`, the samples by class, then by set.
  package static func merge(_ sets: [DataSet]) -> DataSet {
    if sets.count == 1 { return sets[0] }
    var merged = DataSet(
      classes: [], samples: [], notes: sets.flatMap(\.notes), problems: sets.flatMap(\.problems),
      emptyClasses: sets.flatMap(\.emptyClasses))
    for set in sets {
      let first = merged.classes.count
      merged.classes += set.classes
      for var sample in set.samples {
        sample.classIndex += first
        merged.samples.append(sample)
      }
    }
    merged = merged.grouped()
    merged.noteLeaks()
    return merged
  }

  private static func read(
    _ layout: Layout, _ level: ClassLevel?, shards elsewhere: String? = nil
  ) throws(CorpusError) -> DataSet {
    switch layout {
    case .classFolders(let root):
      return try scan(root, [("", .train)], level)
    case .splitFolders(let root, let parts):
      var places: [(String, Split)] = []
      for part in parts { places.append((PartFolders.classes(of: part, in: root, among: parts), part.split)) }
      let listing = try FolderListing(path: root)
      return try scan(
        root, places, level,
        apart: listing.folders.map(\.name).filter { name in !parts.contains { $0.folder == name } })
    case .stanford(let images):
      var scan = TreeScan(root: images)
      try scan.classes(in: "", split: .train)
      var set = DataSet(scan)
      set.applyOfficialSplit(.known)
      return set
    case .oxford(let images, let annotations):
      let (samples, leftovers) = try OxfordScan.read(images)
      var set = DataSet(samples: samples.map { ($0.key, $0.value) }, leftovers)
      if let annotations { set.applyOxfordSplit(annotations) }
      return set
    case .tables(let root, let sheets):
      var rows = LabelRows(roots: [root], classes: nil)
      for sheet in sheets { try rows.add(sheet) }
      var set = rows.dataSet()
      set.noteUnlisted()
      let names = sheets.map { $0.table.file.path.dropFirst(root.count + 1) }.joined(separator: ", ")
      set.notes.append("Classes and parts follow \(names).")
      return set
    case .shards(let root):
      return try DataSet(ShardManifest(in: root), in: root, elsewhere: elsewhere)
    }
  }

  /// Reads the class folders in some folders below the root, each with its split.
  private static func scan(
    _ root: String, _ places: [(folder: String, split: Split)], _ level: ClassLevel?, apart: [String] = []
  ) throws(CorpusError) -> DataSet {
    var scan = TreeScan(root: root)
    for place in places { try scan.classes(in: place.folder, split: place.split) }
    let depths = scan.depths.sorted { ClassOrder.precedes($0.key.text, $1.key.text) }.map(\.value)
    let isWhole = level == nil && places.allSatisfy { $0.folder.isEmpty }
    if isWhole, depths.count == 1, !depths[0].isFlat, let set = try wrapped(in: depths[0].name, of: root) { return set }
    switch ClassFolders(depths, level: places.count > 1 && level == nil && depths.count == 1 ? .outer : level) {
    case .either(let reason): throw .twoLevels(path: root, reason: reason)
    case .inner(let outer):
      scan = TreeScan(root: root)
      for place in places { try scan.innerClasses(in: place.folder, below: outer, split: place.split) }
    case .outer:
      let deep = depths.filter(\.isDeep).map(\.name)
      if level == nil { scan.holdsFolders(deep) }
    case .parts where places.count == 1: scan.splitByInnerFolders()
    case .parts: break
    }
    for name in apart { scan.besideSplits(name) }
    return DataSet(scan)
  }

  /// The set in the one folder that holds images, next to folders that hold none, as `images/train/CLASS` next to
  /// `labels/`; nil where it is no more than a class.
  private static func wrapped(in folder: String, of root: String) throws(CorpusError) -> DataSet? {
    let layout = try Layout.detect("\(root)/\(folder)")
    var set = try read(layout, nil)
    guard set.classes.count > 1 else { return nil }
    var others = Leftovers()
    let listing = try FolderListing(path: root)
    for entry in listing.folders where !entry.name.utf8.elementsEqual(folder.utf8) {
      FileName.isLitter(entry.name) ? others.hidden(entry.name) : others.besideClasses(entry.name)
    }
    for file in listing.files { FileName.isLitter(file) ? others.hidden(file) : others.looseFile(file, in: "") }
    set.notes += others.notes
    return set
  }

  private init(_ scan: TreeScan) {
    self.init(
      samples: scan.samples.map { ($0.key.text, $0.value) }, scan.leftovers, problems: scan.problems)
  }

  /// Orders a scan's classes and indexes its samples; a class without images is dropped.
  private init(samples byID: [(id: String, samples: [Sample])], _ leftovers: Leftovers, problems: [Problem] = []) {
    let byID = byID.sorted { ClassOrder.precedes($0.id, $1.id) }
    var samples: [Sample] = []
    samples.reserveCapacity(byID.reduce(0) { $0 + $1.samples.count })
    for (index, entry) in byID.enumerated() {
      for var sample in entry.samples {
        sample.classIndex = index
        samples.append(sample)
      }
    }
    self.init(
      classes: byID.map { ClassName(id: $0.id, label: DisplayName.label(forFolder: $0.id)) }, samples: samples,
      notes: leftovers.notes, problems: problems, emptyClasses: leftovers.emptyClasses)
  }

  /// Assigns the samples to the splits given by the lists next to them.
  private mutating func applyOxfordSplit(_ lists: String) {
    do {
      applyOfficialSplit(try OfficialSplit.oxford(in: lists))
    } catch {
      problems.append(Problem(file: lists, reason: error.description))
      notes.append("The lists next to the images can't be used; all images are training images.")
    }
  }

  private mutating func applyOfficialSplit(_ split: OfficialSplit) {
    var unlisted = 0
    for index in samples.indices {
      if let part = split(samples[index].stem) { samples[index].split = part } else { unlisted += 1 }
    }
    if unlisted < samples.count { notes.append("Training and test splits follow \(split.source).") }
    if unlisted > 0, unlisted < samples.count {
      notes.append("Images in neither official split count as training images: \(unlisted).")
    }
  }

  /// Notes images that merged sets have under one name for both training and testing.
  private mutating func noteLeaks() {
    var leaks = 0
    var start = 0
    while start < samples.count {
      let end = samples[start...].firstIndex { $0.classIndex != samples[start].classIndex } ?? samples.count
      let test = Set(samples[start..<end].lazy.filter { $0.split == .test }.map(\.stem))
      leaks += samples[start..<end].count { $0.split != .test && test.contains($0.stem) }
      start = end
    }
    if leaks > 0 {
      notes.append("Training images with the name of a test image of their class, possibly the same one: \(leaks).")
    }
  }

  private static func trimmed(_ sentence: String) -> String {
    sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
  }
}
