import Foundation
import GoogleCloud

extension CloudTrainPlan {
  /// What is done besides sending requests, for people.
  var steps: [String] {
    var lines: [String] = []
    if let localData { lines.append("would send \(localData) to \(names.data)") }
    for place in places {
      lines.append("would run on \(place)\(place == places.first ? "" : ", if the one before is short")")
      let built = "would build \(imageKind(on: place.machine).rawValue) and push it as \(builtImage(on: place.machine))"
      if image == nil, !lines.contains(built) { lines.append(built) }
    }
    lines.append("would keep the model in \(names.model) and the metrics in \(names.logs)")
    return lines
  }

  /// What `--delete` would delete. The bucket alone knows, so it is read, but nothing in it is changed.
  func deletions() async -> [String] {
    guard let folder = localData else { return [] }
    let environment = ["DOGBREED_CLOUD_DEADLINE": "10"].merging(ProcessInfo.processInfo.environment) { $1 }
    do {
      let found = try await GoogleClient.with(environment: environment) { client in
        try await CloudFolders(client, environment: environment).others(than: folder, below: names.data)
      }
      return found.isEmpty
        ? ["would delete nothing below \(names.data)"] : found.map { "would delete \(names.data)/\($0)" }
    } catch {
      return ["would delete what isn't in \(folder), which could not be listed: \(error)"]
    }
  }
}
