import Foundation
import NeuralNetwork
import Torch
import Weights

/// The net in training, with everything that one step needs: weights, optimizer, average, gradients' reducer.
///
/// Not `Sendable`: it belongs to the task that trains.
final class TrainingNet {
  let plan: TuningPlan
  let classes: Int
  let net: TorchNetwork
  let optimizer: GroupedOptimizer
  let average: MovingAverage?
  let device: Device
  private let group: ProcessGroup?
  private let reducer: GradientReducer?
  private let classWeights: [Float]?
  private let weightTensor: Tensor?

  /// - Parameters:
  ///   - network: With its head.
  ///   - classWeights: What each class's loss weighs; nil for all alike.
  /// - Throws: `NetworkError`, `WeightsError`, `TorchError`.
  init(
    _ network: Network, weights: any WeightSource, plan: TuningPlan, classes: Int, classWeights: [Float]?,
    device: Device, group: ProcessGroup?
  ) throws {
    (self.plan, self.classes, self.device, self.group) = (plan, classes, device, group)
    let made = try TorchNetwork(
      network.withNormMomentum(plan.normMomentum), weights: weights,
      options: .init(device: device, precision: plan.usesBF16 ? .bfloat16 : .float32))
    let optimizer = try ParameterGroups(network, plan: plan).optimizer(for: made, plan: plan)
    if plan.syncedNorm { made.normGroup = group }
    net = made
    self.optimizer = optimizer
    average = try plan.average.map { try MovingAverage(of: made, decay: $0) }
    reducer = try group.map { try GradientReducer(optimizer.parameters, over: $0) }
    self.classWeights = classWeights
    weightTensor = try classWeights.map { try Tensor($0, on: device) }
  }

  /// One step of the optimizer on this process's rows of a batch.
  ///
  /// - Parameters:
  ///   - parts: How many parts the rows are split into.
  ///   - total: Sum of the rows' weights over all processes (their number where classes weigh alike).
  /// - Returns: The sum of the rows' losses, not yet divided, on the device.
  /// - Throws: `TorchError`; `.outOfMemory` leaves weights as they were; batch norms' averages have seen some rows.
  func step(
    images: Tensor, labels: [Int], parts: Int, total: Double, rate: Double, number: Int
  ) throws -> Tensor {
    var generator = SplitMix64(seed: plan.seed)
    generator.mix(0x7374_6570)
    generator.mix(UInt64(number))
    let mixing = Mixing.draw(plan, size: net.network.input.size, using: &generator)
    let dropPath =
      plan.dropPath > 0
      ? try DropPath(rate: plan.dropPath, seed: generator.next() &+ UInt64(group?.rank ?? 0), on: device) : nil
    let mixed = try mixing?.images(images) ?? images
    let soft = mixing?.targets(labels, classes: classes)
    try optimizer.clearGradients()
    let sum = try Tensor.zeros([], on: device)
    // Averaging divides by the number of processes, but we want the gradient of the whole batch's mean.
    let scale = Double(group?.size ?? 1) / max(total, 1e-12)
    let bounds = Self.bounds(labels.count, parts: parts)
    for (place, rows) in bounds.enumerated() {
      if place == bounds.count - 1 { try reducer?.prepare() }
      let logits = try forward(mixed.narrowed(0, to: rows), mode: .training, dropPath: dropPath)
      let loss: Tensor
      if let soft {
        let targets = Array(soft[(rows.lowerBound * classes)..<(rows.upperBound * classes)])
        let made = try Tensor(targets, shape: [rows.count, classes], on: device)
        loss = try logits.crossEntropy(made, smoothing: plan.smoothing) * Double(rows.count)
      } else {
        let made = try Tensor(labels[rows].map(Int64.init), on: device)
        // libtorch's weighted mean divides by the weights it saw.
        loss =
          try logits.crossEntropy(made, classWeights: weightTensor, smoothing: plan.smoothing)
          * weight(of: labels[rows])
      }
      try (loss * scale).backward()
      try sum.accumulate(loss.detached())
    }
    optimizer.rate = rate
    if let clip = plan.clip { try optimizer.clipGradients(norm: clip) }
    try optimizer.step()
    try average?.update(step: number)
    return sum
  }

  /// Scales the head to the features as training will see them.
  ///
  /// Trained batch norms use each batch's own statistics: for images unlike those the net was trained on they produce
  /// other features than the head was fitted to, and an overconfident head would break the net in its first steps.
  ///
  /// - Parameter batches: This process's rows of some batches.
  /// - Throws: `TorchError`.
  func settleHead(on batches: [ImageBatch], size: Int) throws {
    let kept = try net.allTensors.mapValues { (tensor) throws(TorchError) in try tensor.detached().copy() }
    var (logits, labels): ([Float], [Int]) = ([], [])
    for batch in batches where !batch.labels.isEmpty {
      let images = try Tensor(batch.values, shape: [batch.labels.count, 3, size, size], on: device)
      logits += try withoutGradients { try forward(images, mode: .training).to(.float32).to(.cpu).values() }
      labels += batch.labels
    }
    for (name, tensor) in net.allTensors { if let before = kept[name] { try tensor.detached().assign(before) } }
    let scale = try HeadScale.best(of: logits, labels: labels, classes: classes, smoothing: plan.smoothing) {
      try group?.allReduce([$0])[0] ?? $0
    }
    for (name, tensor) in net.allTensors where name.hasPrefix("\(Network.StandardOutput.head).") {
      try tensor.detached().rescale(by: Double(scale))
    }
  }

  /// Logits [N, classes] of images.
  func forward(
    _ images: Tensor, mode: TorchNetwork.Mode, dropPath: DropPath? = nil
  ) throws -> Tensor {
    let head = Network.StandardOutput.head
    guard let logits = try net.forward(images, to: [head], mode: mode, dropPath: dropPath)[head] else {
      throw NetworkError.missingOutput(network: net.network.name, output: head, found: [])
    }
    return logits
  }

  /// The sum of the labels' weights.
  func weight(of labels: some Sequence<Int>) -> Double {
    labels.reduce(0) { $0 + Double(classWeights?[$1] ?? 1) }
  }

  /// All arrays of a checkpoint by stable names.
  var arrays: [String: Tensor] {
    var all: [String: Tensor] = [:]
    for (name, tensor) in net.allTensors { all["net/\(name)"] = tensor }
    for (name, tensor) in average?.tensors ?? [:] { all["average/\(name)"] = tensor }
    for (place, tensor) in optimizer.state.enumerated() { all["optimizer/\(place)"] = tensor }
    return all
  }

  /// Restores a checkpoint's arrays. Throws `WeightsError` where one is missing.
  func restore(_ source: some WeightSource) throws {
    for (name, tensor) in arrays {
      let array = try source.array(name)
      guard array.shape == tensor.shape else {
        throw TorchNetworkError.wrongShape(name: name, expected: tensor.shape, found: array.shape)
      }
      try tensor.detached().assign(Tensor(array.values, shape: array.shape, on: device))
    }
  }

  private static func bounds(_ count: Int, parts: Int) -> [Range<Int>] {
    let parts = min(max(parts, 1), max(count, 1))
    return (0..<parts).map { (count * $0 / parts)..<(count * ($0 + 1) / parts) }.filter { !$0.isEmpty }
  }
}
