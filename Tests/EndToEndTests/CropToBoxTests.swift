import Foundation
import Imaging
import TestSupport
import Testing

/// Images of two things, of which only the box says which one counts.
@Suite struct CropToBoxTests {
  private let program: Program
  private let data: GeneratedDataSet
  private static let side = 96

  init() throws {
    program = try Program()
    data = try GeneratedDataSet(perClass: 0)
    var generator = SeededGenerator(seed: 11)
    for (place, name) in GeneratedDataSet.classes.enumerated() {
      for number in 0..<14 {
        let other = GeneratedDataSet.classes[(place + 1 + number % 2) % 3]
        let isLeft = number % 4 < 2
        let halves = try [isLeft ? name : other, isLeft ? other : name].map {
          try DecodedImage.decode(GeneratedDataSet.image(of: $0, using: &generator)).rgb(
            width: Self.side, height: Self.side)
        }
        try data.folder.write(Self.sideBySide(halves[0], halves[1]).jpeg(quality: 92), to: "data/\(name)/\(number).jpg")
        try data.folder.write(Array(Self.annotation(isLeft: isLeft).utf8), to: "Annotation/\(name)/\(number)")
      }
    }
  }

  private static func sideBySide(_ left: RGBImage, _ right: RGBImage) throws -> RGBImage {
    let row = 3 * side
    var pixels: [UInt8] = []
    for start in stride(from: 0, to: side * row, by: row) {
      for half in [left, right] { pixels += half.pixels[start..<start + row] }
    }
    return try #require(RGBImage(width: 2 * side, height: side, pixels: pixels))
  }

  private static func annotation(isLeft: Bool) -> String {
    """
    <annotation><size><width>\(2 * side)</width><height>\(side)</height></size><object><bndbox>\
    <xmin>\(isLeft ? 0 : side)</xmin><ymin>0</ymin><xmax>\(isLeft ? side : 2 * side)</xmax><ymax>\(side)</ymax>\
    </bndbox></object></annotation>
    """
  }

  private func place(_ name: String) -> String { data.folder.url.appending(path: name).path }

  private func train(_ more: String..., to model: String = "model") throws -> Program.Outcome {
    let trained = try program.start(
      ["train", "--data", data.path, "--model-dir", place(model), "--backbone", "efficientnet-lite0", "--json"] + more
    ).1()
    try #require(trained.status == 0, "\(trained.errors)")
    return trained
  }

  private func top1(_ more: String...) throws -> Double {
    let evaluated = try program.start(
      ["evaluate", "--model", place("model"), "--split", "all", "--json"] + more
    ).1()
    try #require(evaluated.status == 0, "\(evaluated.errors)")
    return try evaluated.object()["top1"] as? Double ?? 0
  }

  @Test func onlyTheBoxCountsInTrainingAndEvaluation() throws {
    let trained = try train("--crop-to-box")
    #expect(trained.errors.contains("Images are cropped to their main boxes."))
    #expect(try top1("--data", data.path, "--crop-to-box") > 0.95)
    #expect(try top1("--data", data.path) < 0.9)
    let shards = try program.run("data", "prepare", data.path, "--out", place("shards"), "--crop_to_box")
    #expect(shards.status == 0, "\(shards.errors)")
    #expect(try top1("--data", place("shards")) > 0.95)

    let refused = try program.run("evaluate", "--model", place("model"), "--data", place("shards"), "--crop-to-box")
    #expect(refused.status == 1 && refused.errors.contains("crop them to boxes with `data prepare`"))
  }

  @Test func featuresOfEveryCropAreCachedApart() throws {
    #expect(try train().object()["cached"] as? Int == 0)
    #expect(try train("--crop-to-box").object()["cached"] as? Int == 0)
    #expect(try train("--crop-to-box", "--box-margin", "0.1", to: "wide").object()["cached"] as? Int == 0)
    #expect(try train("--crop-to-box").object()["computed"] as? Int == 0)
    #expect(try train(to: "whole").object()["computed"] as? Int == 0)
    let margins = try ["model", "wide", "whole"].map { name in
      let description = try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(filePath: place("\(name)/model.json"))))
      return ((description as? [String: Any])?["training"] as? [String: Any])?["boxMargin"] as? Double
    }
    #expect(margins == [0, 0.1, nil])
  }

  @Test func whatDoesNotFitIsToldInOneSentence() throws {
    let alone = try program.run("data", "prepare", data.path, "--out", place("x"), "--box-margin", "0.1")
    #expect(alone.status == 2 && alone.errors.contains("--box-margin needs --crop-to-box"))
    let wide = try program.run("data", "show", data.path, "--crop-to-box", "--box-margin", "-1")
    #expect(wide.status == 2)
    try FileManager.default.removeItem(atPath: place("Annotation"))
    let none = try program.run("data", "show", data.path, "--crop-to-box")
    #expect(none.status == 1 && none.errors.contains("No boxes were found for the images in \(data.path)"))
  }
}
