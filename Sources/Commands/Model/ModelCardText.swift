import Artifact
import Foundation
import Imaging
import Support
import Taxonomy

/// A model's description as a model card (Mitchell et al. 2019, arXiv:1810.03993) in Markdown.
struct ModelCardText {
  /// What every card holds near its beginning.
  static let mark = "library_name: dogbreed"

  private let description: ModelDescription
  private let words: ModelWords

  init(_ description: ModelDescription) {
    self.description = description
    words = description.words ?? .neutral
  }

  /// The whole card, with front matter for Hugging Face.
  var markdown: String {
    ([frontMatter, "# \(Self.line(description.name))"] + [purpose, use, figures, verdicts, training, limits, licences])
      .joined(separator: "\n\n")
  }

  /// What the model calls its classes, in the plural.
  private var classes: String { Self.line(words.classNoun?.plural ?? "classes") }

  private var frontMatter: String {
    var lines = [
      "---", Self.mark, "pipeline_tag: image-classification", "license: \(licence)", "tags:", "- image-classification",
    ]
    let results = measured.filter { $0.top1 != nil }
    if !results.isEmpty {
      lines += ["model-index:", "- name: \(Self.quoted(description.name))", "  results:"]
      for result in results {
        lines += [
          "  - task:", "      type: image-classification", "    dataset:", "      name: \(Self.quoted(result.name))",
          "      type: \(Self.quoted(result.name))", "    metrics:", "    - type: accuracy",
          String(format: "      value: %.4f", result.top1?.share ?? 0),
        ]
      }
    }
    return (lines + ["---"]).joined(separator: "\n")
  }

  /// One licence of Hugging Face's list, where all parts are under it.
  private var licence: String {
    let kinds = Set(description.licences.compactMap { $0.split(separator: ":").last }).map {
      $0.trimmingCharacters(in: .whitespaces).lowercased()
    }
    return kinds.count == 1 && ["apache-2.0", "mit", "bsd-3-clause", "cc-by-4.0"].contains(kinds[0])
      ? kinds[0] : "other"
  }

  private var purpose: String {
    let kind = words.noun.map { "images of \(Self.line($0.plural))" } ?? "images"
    let sample = description.classes.prefix(8).map { Self.line(words.classes[$0.id]?.name ?? $0.label) }
    let more = description.classes.count > sample.count ? ", …" : ""
    return """
      It tells \(description.classes.count) \(classes) apart in \(kind): \(sample.joined(separator: ", "))\(more). Every answer has a \
      calibrated probability, and a verdict: sure, unsure, or something else than it knows.
      """
  }

  private var use: String {
    """
    ## How to use it

    ```
    dogbreed model verify MODEL_FOLDER
    dogbreed predict --model MODEL_FOLDER photo.jpg
    ```

    Programs without dogbreed run it by ONNX Runtime, OpenVINO or Core ML: `dogbreed model export MODEL_FOLDER --to \
    onnx|openvino|coreml --out FILE`.
    """
  }

  private struct Figures {
    let name: String
    let images: Int?
    let top1: Proportion?
    let calibrationError: Double?
  }

  private var measured: [Figures] {
    description.metrics.sorted { $0.key < $1.key }.map { name, figures in
      let images = figures["images"].flatMap { Int(exactly: $0) }
      let top1 = figures["top1"].flatMap { share in
        images.map { Proportion(Int((share * Double($0)).rounded()), of: $0) }
      }
      return Figures(name: name, images: images, top1: top1, calibrationError: figures["ece"])
    }
  }

  private var figures: String {
    let rows = measured.map { figures in
      let error = figures.calibrationError.map { String(format: "%.3f", $0) } ?? "–"
      return
        "| \(Self.cell(figures.name)) | \(figures.images.map(String.init) ?? "–") | \(Self.text(figures.top1)) | \(error) |"
    }
    guard !rows.isEmpty else { return "## Figures\n\nNothing was measured: the model was trained without validation." }
    return """
      ## Figures

      | images of | number | top-1 (95 % interval) | calibration error |
      |---|---|---|---|
      \(rows.joined(separator: "\n"))
      """
  }

  private var verdicts: String {
    var lines = [
      description.verdict.uncertainBelow.map {
        String(
          format: "- An answer is unsure if its probability is spread over too many %@: over %.1f equal ones.", classes,
          exp(-$0))
      }
        ?? String(
          format: "- Below a probability of %.0f %% an answer is unsure.", description.verdict.unsureBelow * 100)
    ]
    let counted = description.verdict.record?.measured ?? [:]
    let sentences = [
      ("refused", "Of validation images, refused as something else"),
      ("foreignAccepted", "Of images of other things, accepted"),
      ("another", "Of validation images, called another \(description.words?.classTerm.singular ?? "class")"),
      ("anotherOfHeldOut", "The same if their own one is held out"),
      ("answeredOfHeldOut", "Of validation images whose own one is held out, given a name"),
      ("wrongGroup", "Of groups that unsure answers name, wrong"),
      ("wrong", "Of answers that are sure, wrong"),
      ("wrongOfShifted", "The same on dimmed, blurred, recompressed, cropped and shrunk copies"),
    ]
    for (key, sentence) in sentences {
      if let found = counted[key] { lines.append("- \(sentence): \(Self.text(found)) of \(found.of).") }
    }
    if description.verdict.presence == nil {
      lines.append("- It can't tell images of other things, and names a class for each.")
    }
    if let sets = description.sets {
      lines.append(
        String(
          format:
            "- Sets that hold the right one %.0f times in 100: %.1f %% did on %d validation images, with %.2f %@ each.",
          sets.coverage * 100, sets.measured * 100, sets.images, sets.meanSize, classes))
    }
    if let cascade = description.cascade { lines.append("- Cascade: \(Self.line(cascade.sentence))") }
    return (["## Verdicts", ""] + lines).joined(separator: "\n")
  }

  private var training: String {
    let record = description.training
    let nets = description.backbones.map(\.name).joined(separator: " + ")
    let tuned = record.tuning.map { ", fine-tuned for \($0.epochs) epochs" } ?? ", frozen"
    return """
      ## Training

      \(record.images) images, \(record.views == 1 ? "1 view" : "\(record.views) views") each, on \(nets)\(tuned); input \
      \(description.preprocessing.size)×\(description.preprocessing.size), seed \(record.seed). Version `\(description.seal)`.
      """
  }

  private var limits: String {
    let own = [
      "It names the most similar of its \(classes): one that it doesn't know gets a wrong name or is unsure.",
      "Figures hold for images like those measured; evaluate it on your own before you rely on it.",
    ]
    let said = (description.verdict.record?.limits ?? []) + description.notes
    return (["## Limits", ""] + (own + said).map { "- \(Self.line($0))" }).joined(separator: "\n")
  }

  private var licences: String {
    let lines = description.licences.map { "- \(Self.line($0))" }
    return (["## Licences", ""] + (lines.isEmpty ? ["None is recorded."] : lines)).joined(separator: "\n")
  }

  private static func text(_ found: Proportion?) -> String {
    guard let found else { return "–" }
    return String(format: "%.1f %% (%.1f–%.1f)", found.share * 100, found.low * 100, found.high * 100)
  }

  /// Free text on one line, with nothing that Markdown or a terminal would act on.
  private static func line(_ text: String) -> String {
    text.printableName.replacing("<", with: "&lt;").replacing("[", with: "\\[")
  }

  private static func cell(_ text: String) -> String { line(text).replacing("|", with: "\\|") }

  private static func quoted(_ text: String) -> String {
    "\"" + text.printableName.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
