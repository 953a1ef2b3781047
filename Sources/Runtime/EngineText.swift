import Foundation

/// Makes one line of what OpenVINO says when it fails.
enum EngineText {
  /// Drops the lines that only name places in OpenVINO's sources, joins the others and takes the closing full stop off.
  static func oneLine(_ text: String) -> String {
    let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
    let told = lines.filter { !$0.isEmpty && !$0.hasPrefix("Exception from ") }
    let joined = told.joined(separator: "; ")
    let trimmed = joined.trimmingCharacters(in: CharacterSet(charactersIn: ".: "))
    return trimmed.isEmpty ? "it gave no reason" : trimmed
  }
}
