extension Checkup {
  /// The samples that a clean copy leaves out, by index, and why.
  ///
  /// Unusable files and images of one colour are dropped. Of identical files one stays, preferably in the test split;
  /// with two labels none stays. Of near-duplicates across splits those in the test split stay, then those for
  /// validation; across classes those for training are dropped, since one of the labels must be wrong. Near-duplicates
  /// of one class in one split stay.
  package var rejected: [Int: String] {
    var rejected: [Int: String] = [:]
    func reject(_ place: Int, _ reason: String) { if rejected[place] == nil { rejected[place] = reason } }
    for (place, examination) in examinations.enumerated() {
      if let fault = examination.fault { reject(place, fault.reason) }
      if examination.facts?.isPlain == true { reject(place, "It has only one colour.") }
    }
    for group in duplicates.exact {
      guard isOneClass(group) else {
        for place in group { reject(place, "The same file is labelled as another class: \(other(place, group)).") }
        continue
      }
      let kept = group.max { (priority($0), -$0) < (priority($1), -$1) } ?? group[0]
      for place in group where place != kept {
        reject(place, "It is identical to \(dataSet.samples[kept].name).")
      }
    }
    for group in duplicates.near {
      let left = group.filter { rejected[$0] == nil }
      guard let best = left.map(priority).max() else { continue }
      for place in left {
        if priority(place) < best {
          reject(place, "It looks like an image in another split: \(other(place, group)).")
        } else if !isOneClass(left), dataSet.samples[place].split == .train {
          reject(place, "It looks like an image of another class: \(other(place, left)).")
        }
      }
    }
    return rejected
  }

  private func isOneClass(_ group: [Int]) -> Bool {
    Set(group.map { dataSet.samples[$0].classIndex }).count <= 1
  }

  private func priority(_ place: Int) -> Int {
    switch dataSet.samples[place].split {
    case .train: 0
    case .validation: 1
    case .test: 2
    }
  }

  /// An image of the group in another class or part, or else any other.
  private func other(_ place: Int, _ group: [Int]) -> String {
    let sample = dataSet.samples[place]
    let others = group.filter { $0 != place }.map { dataSet.samples[$0] }
    let unlike = others.first { $0.classIndex != sample.classIndex || $0.split != sample.split }
    return (unlike ?? others.first)?.name ?? ""
  }
}
