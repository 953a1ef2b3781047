import Foundation

/// Names, sizes and modification dates of files: differs when one of them was changed.
struct FolderState: Hashable {
  private var files: [String: [Double]] = [:]

  init(of folder: URL) {
    // A link that is pointed at another folder is a change too.
    let folder = folder.resolvingSymlinksInPath()
    let keys: Set<URLResourceKey> = [.fileSizeKey, .contentModificationDateKey]
    let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: Array(keys))
    while let file = all?.nextObject() as? URL {
      let values = try? file.resourceValues(forKeys: keys)
      files[file.path] = [
        Double(values?.fileSize ?? 0), values?.contentModificationDate?.timeIntervalSinceReferenceDate ?? 0,
      ]
    }
  }
  init(files paths: [String]) {
    for path in paths {
      // Links are followed: a secret of Kubernetes is changed by pointing one at another folder.
      let target = URL(filePath: path).resolvingSymlinksInPath()
      let values = try? FileManager.default.attributesOfItem(atPath: target.path)
      files[target.path] = [
        (values?[.size] as? NSNumber)?.doubleValue ?? -1,
        (values?[.modificationDate] as? Date)?.timeIntervalSinceReferenceDate ?? 0,
      ]
    }
  }
}
