import Artifact
import Foundation
import Support
import Torch
import Weights

/// Writes and finds checkpoints: `step-00000123.safetensors`, and `step-00000123.json`, which makes it count.
struct CheckpointFolder {
  let folder: URL
  /// How many of the newest are kept.
  let keep: Int

  init(_ folder: URL, keep: Int) throws(TuningError) {
    (self.folder, self.keep) = (folder, max(keep, 1))
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(file: folder.path, reason: SystemReason.of(error))
    }
  }

  /// Writes the arrays, then the state that names their hash; older ones are deleted once it is complete.
  ///
  /// - Returns: The state's file.
  @discardableResult
  func write(_ state: TuningState, arrays: [String: Tensor]) throws -> URL {
    let name = "step-" + String(repeating: "0", count: max(0, 8 - String(state.step).count)) + String(state.step)
    let file = folder.appending(path: "\(name).safetensors")
    try SafetensorsWriter.write(TensorSource(arrays), to: file)
    var state = state
    state.arrays = try ContentHash.of(file: file)
    let text = Array(try JSONText.data(state))
    let place = folder.appending(path: "\(name).json")
    try AtomicFile.write(text, to: place.path)
    removeOld(but: state)
    return place
  }

  /// Keeps the best weights under a name of their own.
  func writeBest(step: Int, _ tensors: [String: Tensor]) throws -> (file: String, hash: String) {
    let name = "best-\(step).safetensors"
    let file = folder.appending(path: name)
    try SafetensorsWriter.write(TensorSource(tensors), to: file)
    return (name, try ContentHash.of(file: file))
  }

  /// The newest complete checkpoint, and a sentence for each newer one that isn't complete.
  func newest() -> (state: TuningState, arrays: SafetensorsFile, place: URL, passedOver: [String])? {
    var passedOver: [String] = []
    for file in states().reversed() {
      do {
        let state = try JSONDecoder().decode(TuningState.self, from: Data(RegularFile.contents(of: file.path)))
        let arrays = file.deletingPathExtension().appendingPathExtension("safetensors")
        guard try ContentHash.of(file: arrays) == state.arrays else {
          passedOver.append("\(arrays.path) was changed; using an older checkpoint.")
          continue
        }
        if let best = state.bestFile {
          guard try ContentHash.of(file: folder.appending(path: best)) == state.bestHash else {
            passedOver.append("\(folder.path)/\(best) was changed; using an older checkpoint.")
            continue
          }
        }
        return (state, try SafetensorsFile(arrays), file, passedOver)
      } catch {
        passedOver.append("\(file.path) can't be used (\(error)); using an older checkpoint.")
      }
    }
    return nil
  }

  /// Whether anything that looks like a checkpoint is there.
  var isEmpty: Bool { states().isEmpty }

  private func states() -> [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { Self.isNumbered($0, "step-", ".json") }.sorted().map { folder.appending(path: $0) }
  }

  /// Whether a name is one that checkpoints have: nothing else in the folder is this program's.
  private static func isNumbered(_ name: String, _ beginning: String, _ ending: String) -> Bool {
    guard name.hasPrefix(beginning), name.hasSuffix(ending) else { return false }
    let number = name.utf8.dropFirst(beginning.utf8.count).dropLast(ending.utf8.count)
    return !number.isEmpty && number.allSatisfy { (48...57).contains($0) }
  }

  private func removeOld(but newest: TuningState) {
    let states = states()
    var wanted: Set<String> = [newest.bestFile ?? ""]
    for file in states.suffix(keep) {
      if let state = try? JSONDecoder().decode(TuningState.self, from: Data(RegularFile.contents(of: file.path))),
        let best = state.bestFile
      {
        wanted.insert(best)
      }
    }
    for file in states.dropLast(keep) {
      try? FileManager.default.removeItem(at: file)
      try? FileManager.default.removeItem(at: file.deletingPathExtension().appendingPathExtension("safetensors"))
    }
    let kept = Set(states.suffix(keep).map { $0.deletingPathExtension().lastPathComponent })
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] {
      let isOldBest = Self.isNumbered(name, "best-", ".safetensors") && !wanted.contains(name)
      // Arrays without a state, left by a kill.
      let isOrphan =
        Self.isNumbered(name, "step-", ".safetensors") && !kept.contains(String(name.dropLast(".safetensors".count)))
      let isTorn = [".step-", ".best-"].contains { name.hasPrefix($0) }
      if isOldBest || isOrphan || isTorn { try? FileManager.default.removeItem(at: folder.appending(path: name)) }
    }
  }
}
