import ArgumentParser
import Artifact
import Commands
import Foundation
import NeuralNetwork
import Runtime
import Support
import Torch

/// `dogbreed-training bench-steps`: libtorch's bare forward, backward and step on one batch of noise.
///
/// The baseline for whole training loops.
struct StepBenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench-steps",
    abstract: "Time bare training steps of a backbone with random weights on noise.",
    discussion: """
      Examples:
        dogbreed bench-steps
        dogbreed bench-steps --help
      """)

  @Option(help: "The backbone.")
  var backbone = "resnet50"

  @Option(name: .customLong("batch-size"), help: "Images per step.")
  var batchSize = 32

  @Option(name: .customLong("input-size"), help: "Side of the images in pixels.")
  var inputSize = 224

  @Option(help: "Steps to time, after two warm-up steps.")
  var steps = 10

  @Option(help: "auto, cpu, cuda, cuda:1 or mps.")
  var device = "auto"

  @Flag(name: .customLong("keep-blocks"), help: "Reuse memory blocks from one tensor to the next, as train does.")
  var keepsBlocks = false

  @OptionGroup var engine: EngineOptions

  func validate() throws {
    if steps < 1 || batchSize < 1 { throw ValidationError("--steps and --batch-size must be at least 1.") }
    if engine.precision == .int8 { throw ValidationError("No step is trained in int8; give --precision f32 or bf16.") }
  }

  func run() throws {
    if keepsBlocks { ProcessMemory.keepBlocks() }
    let place = device == "auto" ? Device.available.first ?? .cpu : Device(name: device) ?? .cpu
    try Threads.set(engine.threads ?? ProcessInfo.processInfo.activeProcessorCount)
    let net = try FrozenNet(randomly: [backbone], seed: 7, inputSize: inputSize)
    // Backbones trained without labels have no classifier.
    let hasLogits = net.network.outputs.contains { $0.name == Network.StandardOutput.logits }
    let head = hasLogits ? Network.StandardOutput.logits : Network.StandardOutput.features
    let torch = try TorchNetwork(
      net.network, weights: net.weights,
      options: .init(device: place, precision: engine.precision == .f32 ? .float32 : .bfloat16))
    try torch.train { _ in true }
    // As in training, what doesn't contribute to the loss has no gradient and stays.
    let optimizer = try SGD(torch.trained().map(\.tensor), rate: 0.01, momentum: 0.9, decay: 1e-4, nesterov: true)
    let images = try RandomSource(seed: 1).normal([batchSize, 3, inputSize, inputSize]).to(place)
    let labels = try Tensor((0..<batchSize).map { Int64($0 % 100) }, on: place)
    var times: [Double] = []
    for step in 0..<(steps + 2) {
      let begun = ContinuousClock.now
      try optimizer.clearGradients()
      guard let logits = try torch.forward(images, to: [head], mode: .training)[head] else { return }
      let loss = try logits.crossEntropy(labels)
      try loss.backward()
      try optimizer.step()
      // Reading a value synchronises with the device.
      _ = try loss.detached().scalar()
      if step >= 2 { times.append((.now - begun) / .seconds(1)) }
    }
    times.sort()
    let median = times[times.count / 2]
    try Console.out(
      String(
        format:
          "%@, batch %d of %d×%d, %@ on %@: %.1f images per second (median of %d steps, %.3f s a step), peak %d MB",
        backbone, batchSize, inputSize, inputSize, engine.precision == .f32 ? "f32" : "bf16", "\(place)",
        Double(batchSize) / median, steps, median, PeakMemory.megabytes))
  }
}
