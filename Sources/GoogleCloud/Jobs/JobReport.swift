/// Vertex AI's report of a job.
///
/// Members: https://cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.customJobs.
package struct JobReport: Decodable, Sendable {
  /// A `google.rpc.Status`.
  package struct Failure: Decodable, Sendable, Equatable {
    package let code: Int?
    package let message: String?
  }

  /// `projects/…/locations/…/customJobs/ID`.
  package let name: String
  package let displayName: String?
  private let state: String?
  package let error: Failure?
  package let createTime: String?
  package let startTime: String?
  package let endTime: String?
  package let labels: [String: String]?
  package let jobSpec: CustomJob.Spec?

  private enum CodingKeys: CodingKey {
    case name, displayName, state, error, createTime, startTime, endTime, labels, jobSpec
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    name = try values.decode(String.self, forKey: .name)
    displayName = try values.decodeIfPresent(String.self, forKey: .displayName)
    state = try values.decodeIfPresent(String.self, forKey: .state)
    error = try values.decodeIfPresent(Failure.self, forKey: .error)
    createTime = try values.decodeIfPresent(String.self, forKey: .createTime)
    startTime = try values.decodeIfPresent(String.self, forKey: .startTime)
    endTime = try values.decodeIfPresent(String.self, forKey: .endTime)
    labels = try values.decodeIfPresent([String: String].self, forKey: .labels)
    // A job created by others may contain unknown fields; its state counts anyway.
    jobSpec = try? values.decodeIfPresent(CustomJob.Spec.self, forKey: .jobSpec)
  }

  package var status: JobState { JobState(wire: state ?? "") }

  /// The job's number, which its logs carry.
  package var id: String { name.split(separator: "/").last.map(String.init) ?? name }

  /// The region in its name.
  package var region: String? {
    let parts = name.split(separator: "/").map(String.init)
    return parts.firstIndex(of: "locations").flatMap { parts.indices.contains($0 + 1) ? parts[$0 + 1] : nil }
  }

  /// Whether it writes checkpoints and continues from them: only tuning does.
  package var resumes: Bool {
    let words = jobSpec?.workerPoolSpecs.first?.containerSpec.args ?? []
    let isAsked = words.contains { ["--resume-if-any", "--resume_if_any", "--resume"].contains($0) }
    return isAsked && (argument("tune") ?? "head") != "head"
  }

  /// The value of a flag among the container's arguments, in either spelling: `--model_dir=…`, `--model-dir …`.
  package func argument(_ flag: String) -> String? {
    let words = jobSpec?.workerPoolSpecs.first?.containerSpec.args ?? []
    let spellings = ["--\(flag)", "--\(flag.map { $0 == "-" ? "_" : String($0) }.joined())"]
    for (place, word) in words.enumerated() {
      for spelling in spellings {
        if word.hasPrefix(spelling + "=") { return String(word.dropFirst(spelling.count + 1)) }
        if word == spelling, place + 1 < words.count { return words[place + 1] }
      }
    }
    return nil
  }
}
