import Foundation

/// Turns OpenVINO's error messages into one line.
enum EngineText {
  /// Drops lines that only name places in OpenVINO's sources, joins the others and removes the final full stop.
  static func oneLine(_ text: String) -> String {
    let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
    let told = lines.filter { !$0.isEmpty && !$0.hasPrefix("Exception from ") }
    let joined = told.joined(separator: "; ")
    let trimmed = joined.trimmingCharacters(in: CharacterSet(charactersIn: ".: "))
    return trimmed.isEmpty ? "it gave no reason" : trimmed
  }
}
