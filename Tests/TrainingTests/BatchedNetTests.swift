import Artifact
import Corpus
import Foundation
import Imaging
import Inference
import NeuralNetwork
import Runtime
import Support
import Synchronization
import TestSupport
import Testing
import Torch

@testable import Training

/// Features by libtorch, on the device that every machine has: the same code runs on others.
@Suite struct BatchedNetTests {
  private static func net() throws -> FrozenNet {
    try FrozenNet(randomly: ["efficientnet-lite0"], seed: 3, inputSize: 64)
  }

  private static func image(_ number: Int) -> [Float] {
    var generator = SplitMix64(seed: UInt64(number))
    return (0..<(3 * 64 * 64)).map { _ in Float.random(in: -2...2, using: &generator) }
  }

  /// Devices of this machine that aren't the CPU are held against it as well.
  static let devices: [Device] = Device.available

  @Test(arguments: devices) func manyCallersGetWhatTheCompiledNetGivesEach(device: Device) async throws {
    let folder = try TemporaryFolder()
    let net = try Self.net()
    let compiled = try await CompiledBackbone(
      net, runtime: RuntimeOptions(precision: .f32, threads: 1), cache: folder.url
    ).extractor.model
    let batched = try await BatchedNet(net.network, weights: net.weights, on: device, precision: .f32, batch: 4)
    #expect(batched.requestCount == 8 && batched.precision == .f32)
    #expect(batched.input.shape == compiled.input.shape)
    #expect(Set(batched.outputs) == Set(compiled.outputs))
    let answers = try await withThrowingTaskGroup(of: (Int, [String: [Float]]).self) { group in
      for number in 0..<21 {
        group.addTask {
          // Some want less than others, and are never computed together with them.
          let names = number % 5 == 0 ? ["features"] : ["features", "logits", "map"]
          return (number, try await batched.infer(Self.image(number), outputs: names))
        }
      }
      var all: [Int: [String: [Float]]] = [:]
      for try await (number, answer) in group { all[number] = answer }
      return all
    }
    for number in 0..<21 {
      let names = number % 5 == 0 ? ["features"] : ["features", "logits", "map"]
      let expected = try await compiled.infer(Self.image(number), outputs: names)
      let answer = try #require(answers[number])
      #expect(Set(answer.keys) == Set(names))
      for name in names {
        let (own, other) = (try #require(answer[name]), try #require(expected[name]))
        #expect(own.count == other.count)
        let largest = other.map(abs).max() ?? 0
        let apart = zip(own, other).map { abs($0 - $1) }.max() ?? .infinity
        #expect(apart <= 1e-3 * max(largest, 1), "\(name) of image \(number): \(apart)")
      }
    }
  }

  @Test func whatDoesNotFitIsRefusedAndTheNextIsAnswered() async throws {
    let net = try Self.net()
    let batched = try await BatchedNet(net.network, weights: net.weights, on: .cpu, precision: .f32, batch: 2)
    await #expect(throws: RuntimeError.inputLength(expected: [1, 3, 64, 64], found: 3)) {
      _ = try await batched.infer([1, 2, 3], outputs: ["features"])
    }
    await #expect(throws: RuntimeError.self) { _ = try await batched.infer(Self.image(0), outputs: ["nothing"]) }
    #expect(try await batched.infer(Self.image(0), outputs: ["features"])["features"]?.count == 1280)
  }

  /// Whoever stops waiting gets its error at once, and nobody else is kept from an answer.
  @Test func whoIsCancelledLeavesTheLine() async throws {
    let line = BatchLine(most: 8)
    let (kept, left) = (
      Task { try await line.answer([1], ["a"]) }, Task { try await line.answer([2], ["a"]) }
    )
    left.cancel()
    await #expect(throws: CancellationError.self) { _ = try await left.value }
    let worker = Thread {
      while let jobs = line.next() {
        for job in jobs { job.continuation.resume(returning: ["a": job.values]) }
      }
    }
    worker.start()
    #expect(try await kept.value == ["a": [1]])
    line.close()
    await #expect(throws: CancellationError.self) { _ = try await line.answer([3], ["a"]) }
  }

  /// A card with room for three images at a time: all are answered, by ever smaller batches, but for one that is too large
  /// alone.
  @Test func whatIsTooMuchForTheMemoryIsHalved() async throws {
    let line = BatchLine(most: 16)
    let sizes = Mutex<[Int]>([])
    let worker = Thread {
      while let jobs = line.next() {
        line.answer(jobs) { jobs in
          sizes.withLock { $0.append(jobs.count) }
          guard jobs.count <= 3, jobs.allSatisfy({ $0.values != [7] }) else {
            throw TorchError.outOfMemory(operation: "forward")
          }
          return jobs.map { ["a": $0.values] }
        }
      }
    }
    let callers = (0..<40).map { number in Task { try await line.answer([Float(number)], ["a"]) } }
    worker.start()
    for (number, caller) in callers.enumerated() {
      if number == 7 {
        await #expect(throws: TorchError.self) { _ = try await caller.value }
      } else {
        #expect(try await caller.value == ["a": [Float(number)]])
      }
    }
    line.close()
    let last = sizes.withLock { $0.suffix(3) }
    #expect(last.allSatisfy { $0 <= 3 }, "it isn't tried again and again: \(last)")
  }

  @Test func aDeviceThatIsNotThereIsNamed() async throws {
    let net = try Self.net()
    await #expect(throws: TorchError.unavailable(.cuda(100))) {
      _ = try await BatchedNet(net.network, weights: net.weights, on: .cuda(100), precision: .f32)
    }
  }

  /// A whole run through it learns the same head, from rows of its own in the cache.
  @Test func trainingLearnsTheSame() async throws {
    let folder = try TemporaryFolder()
    for (number, colour) in ["red", "green", "blue"].enumerated() {
      for index in 0..<8 {
        let image = TestImages.draw(80, 80) { x, y in
          let spot: Int = (Int(x) * 7 + Int(y) * 13 + index * 5) % 17
          let grain = Double(spot) / 40
          let bright = 0.9
          return (number == 0 ? bright : grain, number == 1 ? bright : grain, number == 2 ? bright : grain)
        }
        let rgb = try #require(RGBImage(width: 80, height: 80, pixels: image))
        try folder.write(rgb.png(), to: "images/\(colour)/\(index).png")
      }
    }
    let data = try DataSet.find(at: [folder.url.appending(path: "images")])
    func options(_ device: Device?) -> TrainOptions {
      var options = TrainOptions(
        weightsFolders: [], featureCache: folder.url.appending(path: "features"),
        backboneCache: folder.url.appending(path: "nets"))
      (options.backbones, options.randomWeights, options.inputSize) = (["efficientnet-lite0"], true, 64)
      options.validation = 0.25
      options.runtime = RuntimeOptions(precision: .f32, threads: 2)
      options.device = device
      return options
    }
    var heads: [[Float]] = []
    for device in [nil, Device.cpu] {
      let place = folder.url.appending(path: "model-\(device.map(\.description) ?? "compiled")")
      let trained = try #require(
        try await TrainRun(options: options(device), progress: SilentProgress()).run(data, to: place))
      #expect(trained.computed > 0 && trained.cached == 0, "neither takes the other's rows")
      let predictor = try Predictor(
        ModelFolder(reading: place), options: PredictorOptions(runtime: options(nil).runtime))
      try await predictor.verify()
      heads.append(predictor.head.rows)
    }
    let largest = heads[0].map(abs).max() ?? 0
    let apart = zip(heads[0], heads[1]).map { abs($0 - $1) }.max() ?? .infinity
    #expect(heads[0].count == heads[1].count && apart <= 0.01 * largest, "\(apart) of \(largest)")
    let again = try #require(
      try await TrainRun(options: options(.cpu), progress: SilentProgress()).run(
        data, to: folder.url.appending(path: "again")))
    #expect(again.computed == 0)
  }
}
