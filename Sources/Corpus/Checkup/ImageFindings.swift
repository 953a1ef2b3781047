import Imaging

/// Findings about single images.
enum ImageFindings {
  static func all(_ set: DataSet, _ examinations: [Examination], _ options: CheckupOptions) -> [Finding] {
    var findings = set.problems.map { problem in
      Finding(.unreadable, detail: "\(problem.file): \(problem.reason)")
    }
    var turned: [FoundImage] = []
    var untold: [FoundImage] = []
    for (index, examination) in examinations.enumerated() {
      switch examination {
      case .faulty(let fault):
        findings.append(Finding(FindingKind(fault.kind), detail: fault.reason, images: [set.found(index)]))
      case .sound(let facts):
        for (kind, detail) in remarks(on: facts, named: set.samples[index].baseName, options) {
          findings.append(Finding(kind, detail: detail, images: [set.found(index)]))
        }
        guard facts.orientation != .upright else { continue }
        turned.append(set.found(index))
        if var crop = try? set.samples[index].crop?.crop(of: set.samples[index]) {
          crop.orientation = facts.orientation
          if crop.isUntold { untold.append(set.found(index)) }
        }
      }
    }
    if !turned.isEmpty {
      findings.append(
        Finding(
          .rotated, detail: "Stored rotated, with a flag that says so: \(turned.count). They are read upright.",
          images: turned))
    }
    if !untold.isEmpty {
      findings.append(
        Finding(
          .rotated, grade: .warning,
          detail: "Boxes that may have been drawn before or after rotating the image, taken as after: \(untold.count).",
          images: untold))
    }
    return findings
  }

  private static func remarks(
    on facts: ImageFacts, named name: String, _ options: CheckupOptions
  ) -> [(FindingKind, String)] {
    var remarks: [(FindingKind, String)] = []
    let (short, long) = (Int(min(facts.width, facts.height)), Int(max(facts.width, facts.height)))
    let size = "It is \(facts.width)×\(facts.height) pixels."
    if facts.isPlain { remarks.append((.plain, "It has only one colour.")) }
    if short < options.tinySide { remarks.append((.tiny, size)) }
    if Double(long) > options.aspect * Double(short) { remarks.append((.extremeAspect, size)) }
    if facts.frames > 1 {
      let what = [.gif, .webp, .png].contains(facts.kind) ? "frames" : "pages"
      remarks.append((.severalFrames, "It has \(facts.frames) \(what); only the first is read."))
    }
    if !facts.kind.endings.contains(FileName.ending(of: name)) {
      remarks.append((.wrongExtension, "It is a \(facts.kind.name) file and is named \(name)."))
    }
    return remarks
  }
}

extension ImageFormat {
  /// Valid file extensions for the format, the usual one first.
  var endings: [String] {
    switch self {
    case .jpeg: ["jpg", "jpeg", "jpe", "jfif", "mpo"]
    case .png: ["png", "apng"]
    case .webp: ["webp"]
    case .gif: ["gif"]
    case .tiff: ["tif", "tiff"]
    case .heic: ["heic", "heif", "hif"]
    case .avif: ["avif", "heif"]
    }
  }
}
