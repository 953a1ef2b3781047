import Exchange
import Foundation
import NeuralNetwork
import TestSupport
import Testing
import Weights

@testable import Torch

/// How the publishers' packages name a net's arrays, from `Tests/Reference/backbones.py`.
struct PublishedKeys: Decodable, Sendable {
  var name: String, family: String, version: String
  var count: Int
  var hash: String
}

extension PublishedKeys: CustomTestStringConvertible {
  var testDescription: String { "\(name) by \(family)\(version)" }
}

/// Names and shapes as a package listed them; no numbers follow them.
struct ListedWeights: WeightSource {
  let names: [String]
  private let shapes: [String: [Int]]

  /// Lines of a name and a shape such as `64x3x7x7`.
  init(_ text: String) throws {
    var shapes: [String: [Int]] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ", omittingEmptySubsequences: false)
      shapes[String(words[0])] = words[1].split(separator: "x").compactMap { Int($0) }
    }
    self.shapes = shapes
    names = shapes.keys.sorted()
  }

  init(_ shapes: [String: [Int]]) {
    self.shapes = shapes
    names = shapes.keys.sorted()
  }

  func shape(of name: String) throws(WeightsError) -> [Int] { shapes[name] ?? [] }
  func array(_ name: String) throws(WeightsError) -> WeightArray { throw .missing(name: name, file: "a list") }

  func changed(_ change: (inout [String: [Int]]) -> Void) -> ListedWeights {
    var shapes = shapes
    change(&shapes)
    return ListedWeights(shapes)
  }
}

@Suite struct KeyNameTests {
  /// File names of the lists: the net, the family, and `-4` for the older names of transformers.
  static let lists = {
    let folder = Bundle.module.bundleURL.appending(path: "Data/keys").path
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }()

  private func list(_ file: String) throws -> ListedWeights {
    let place = Bundle.module.bundleURL.appending(path: "Data/keys/\(file)")
    return try ListedWeights(String(contentsOf: place, encoding: .utf8))
  }

  /// Exactly the arrays that the package has, for every net of every package.
  @Test(arguments: try Golden.load("keys", as: [PublishedKeys].self))
  func namesAreThePackages(keys: PublishedKeys) throws {
    let backbone = try Backbone(named: keys.name)
    // timm's names of a ResNet are torchvision's.
    let family = keys.name.hasPrefix("resnet") && keys.family == "timm" ? "torchvision" : keys.family
    let ours = try FormulaWeights(backbone, family: family, version: keys.version).canonical
    #expect(ours.count == keys.count)
    #expect(String(fnv(ours.joined()), radix: 16) == keys.hash.drop { $0 == "0" })
  }

  @Test(arguments: lists)
  func listsMapCompletely(file: String) throws {
    let words = file.split(separator: ".").map(String.init)
    let backbone = try Backbone(named: words[0])
    let listed = try list(file)
    #expect(try AdoptedWeights.problems(of: listed, for: backbone).isEmpty)
    let family = try #require(AdoptedWeights.family(of: listed, for: backbone)).rawValue
    #expect(
      family.hasSuffix(words[1].replacingOccurrences(of: "-4", with: ""))
        || (words[0].hasPrefix("resnet") && family == "torchvision"))
  }

  @Test func thereAreListsOfAllFamilies() throws {
    #expect(Self.lists.count >= 20)
    #expect(try Golden.load("keys", as: [PublishedKeys].self).count >= 50)
    for family in ["torchvision", "timm", "transformers", "transformers-4"] {
      #expect(Self.lists.contains { $0.hasSuffix(".\(family).txt") })
    }
  }

  @Test func everythingThatIsWrongIsSaidInThePublishersWords() throws {
    let backbone = try Backbone(named: "vit-small-16")
    let wrong = try list("vit-small-16.transformers-4.txt").changed { shapes in
      shapes["vit.layernorm.bias"] = nil
      shapes["classifier.weight"] = [120, 384]
      shapes["vit.encoder.layer.3.attention.attention.key.weight"] = [383, 384]
      shapes["vit.pooler.dense.weight"] = [384, 384]
      shapes["vit.teacher.weight"] = [1]
    }
    #expect(
      try AdoptedWeights.problems(of: wrong, for: backbone) == [
        .missingWeights(network: "vit-small-16", names: ["layernorm.bias"]),
        .leftOverWeights(network: "vit-small-16", names: ["vit.teacher.weight"]),
        .wrongShape(
          name: "vit.encoder.layer.3.attention.attention.key.weight", expected: [384, 384], found: [383, 384]),
        .wrongShape(name: "classifier.weight", expected: [1000, 384], found: [120, 384]),
      ])
  }

  /// Nothing that names and shapes can be makes the matching fail in another way than by its errors.
  @Test func hostileNamesAreOnlyLeftOver() throws {
    let backbone = try Backbone(named: "resnet18")
    let whole = try list("resnet18.torchvision.txt")
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<60 {
      let changed = whole.changed { shapes in
        for _ in 0..<Int.random(in: 1...8, using: &generator) {
          let victims = shapes.keys.filter { !$0.hasSuffix("num_batches_tracked") }.sorted()
          let victim = victims[Int.random(in: 0..<victims.count, using: &generator)]
          switch Int.random(in: 0..<5, using: &generator) {
          case 0: shapes[victim] = nil
          case 1: shapes["resnet." + victim] = shapes[victim]
          case 2: shapes[victim] = [Int.max, Int.max, 1]
          case 3: shapes[victim] = []
          default:
            shapes[["", ".", "resnet.", "module." + victim, "\u{0}"].randomElement(using: &generator) ?? ""] = [1]
          }
        }
      }
      #expect(!(try AdoptedWeights.problems(of: changed, for: backbone)).isEmpty)
      #expect(throws: ExchangeError.self) { try AdoptedWeights(changed, for: backbone) }
    }
  }
}
