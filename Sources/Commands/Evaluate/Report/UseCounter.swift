import Foundation
import Support

/// How often this machine has measured models on the same images: a file per data hash in the cache.
enum UseCounter {
  struct Uses: Sendable {
    let count: Int
    let models: Int
  }

  private struct Record: Codable {
    var uses: [Use] = []

    struct Use: Codable {
      let date: String
      let model: String
    }
  }

  /// Counts one more use and returns how many there are; a cache that can't be written counts nothing.
  static func count(_ dataHash: String, model: String, in folder: URL = Folders.evaluations) -> Uses {
    let file = folder.appending(path: "\(dataHash).json")
    var record = Record()
    if let text = try? Data(contentsOf: file), let read = try? JSONDecoder().decode(Record.self, from: text) {
      record = read
    }
    record.uses.append(.init(date: RFC3339.text(Date().timeIntervalSince1970), model: model))
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try? AtomicFile.write(Array((JSONText.line(record) + "\n").utf8), to: file.path)
    return Uses(count: record.uses.count, models: Set(record.uses.map(\.model)).count)
  }
}
