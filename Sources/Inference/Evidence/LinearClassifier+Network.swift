import Artifact
import NeuralNetwork
import Weights

extension LinearClassifier {
  /// The backbones' own classifier of a frozen net: rows side by side for joined backbones, which average their logits.
  ///
  /// It has no classes where one of them was trained without labels.
  ///
  /// - Parameter isPart: Whether there are other backbones in the net.
  package init(ownOf backbones: [BackboneReference], in weights: some WeightSource, isPart: Bool = false) throws {
    let isJoined = isPart || backbones.count > 1
    let share = 1 / Float(backbones.count)
    let known = Set(weights.names)
    guard backbones.allSatisfy({ known.contains("\(isJoined ? "\($0.name)." : "")classifier.weight") }) else {
      var features = 0
      for backbone in backbones { features += try Backbone(named: backbone.name).featureCount() }
      self.init(classes: 0, features: features, rows: [], bias: [])
      return
    }
    var parts: [(weight: WeightArray, bias: WeightArray)] = []
    for backbone in backbones {
      let prefix = isJoined ? "\(backbone.name)." : ""
      parts.append((try weights.array("\(prefix)classifier.weight"), try weights.array("\(prefix)classifier.bias")))
    }
    let classes = parts.first?.bias.values.count ?? 0
    let widths = parts.map { $0.weight.values.count / max(classes, 1) }
    for (part, width) in zip(parts, widths)
    where part.bias.values.count != classes || part.weight.values.count != classes * width {
      throw WeightsError.wrongCount(
        name: "classifier.weight", shape: [classes, width], found: part.weight.values.count)
    }
    var rows: [Float] = []
    rows.reserveCapacity(classes * widths.reduce(0, +))
    var bias = [Float](repeating: 0, count: classes)
    for c in 0..<classes {
      for (part, width) in zip(parts, widths) {
        rows += part.weight.values[(c * width)..<((c + 1) * width)].map { $0 * share }
        bias[c] += part.bias.values[c] * share
      }
    }
    self.init(classes: classes, features: widths.reduce(0, +), rows: rows, bias: bias)
  }

  /// The trained head of a model folder.
  ///
  /// - Parameter prefix: What the names of its arrays begin with.
  package init(headIn weights: some WeightSource, prefix: String = "head.") throws {
    let weight = try weights.array("\(prefix)weight")
    let bias = try weights.array("\(prefix)bias")
    self.init(
      classes: bias.values.count, features: weight.values.count / max(bias.values.count, 1), rows: weight.values,
      bias: bias.values)
  }

  /// The classifier as the arrays of a network's head.
  package var headWeights: WeightSet { headWeights(prefix: "head.") }

  /// The classifier as the arrays of a head by another name.
  package func headWeights(prefix: String) -> WeightSet {
    WeightSet([
      "\(prefix)weight": WeightArray(shape: [classes, features], values: rows),
      "\(prefix)bias": WeightArray(shape: [classes], values: bias),
    ])
  }

  /// One class's row above the mean of all rows: what tells the class from the others.
  package func contrast(_ index: Int) -> [Float] {
    var row = row(index)
    for c in 0..<classes {
      for f in 0..<features { row[f] -= rows[c * features + f] / Float(classes) }
    }
    return row
  }

  /// One class's row.
  package func row(_ index: Int) -> [Float] { Array(rows[(index * features)..<((index + 1) * features)]) }
}
