import Foundation
import NeuralNetwork
import Runtime
import Torch
import Weights

/// A net in libtorch that answers its callers in batches: what waits together is computed together.
///
/// For devices that are only busy with many images at a time. Two threads take turns, each with the weights of its own on the
/// device, so that one batch is copied and read back while the other is computed.
final class BatchedNet: InferenceNet {
  let input: TensorDescription
  let outputs: [TensorDescription]
  let precision: Precision
  let requestCount: Int
  let engine: String
  private let line: BatchLine

  /// Copies the weights to the device, and computes one image there, so that what can't work fails at once.
  ///
  /// - Parameters:
  ///   - precision: `.auto` is bf16 on CUDA, else f32.
  ///   - batch: The most images that are computed together.
  /// - Throws: `NetworkError`, `WeightsError`, `TorchError`.
  init(_ network: Network, weights: WeightSet, on device: Device, precision: Precision, batch: Int = 32) async throws {
    self.precision = precision == .auto ? (device.isCUDA ? .bf16 : .f32) : precision
    let side = network.input.size
    input = TensorDescription(name: Network.inputName, shape: [1, network.input.channels, side, side])
    let shapes = try network.outputShapes(batch: 1)
    outputs = network.outputs.map { TensorDescription(name: $0.name, shape: shapes[$0.name] ?? []) }
    engine = "libtorch on \(device.kind)"
    requestCount = 2 * batch
    line = BatchLine(most: batch)
    let options = TorchNetwork.Options(device: device, precision: self.precision == .bf16 ? .bfloat16 : .float32)
    for number in 0..<2 {
      try await start("\(engine)-\(number)") { try TorchNetwork(network, weights: weights, options: options) }
    }
    _ = try await infer([Float](repeating: 0, count: input.shape.reduce(1, *)), outputs: outputs.map(\.name))
  }

  deinit { line.close() }

  func infer(_ values: [Float], outputs names: [String]) async throws -> [String: [Float]] {
    guard values.count == input.shape.reduce(1, *) else {
      throw RuntimeError.inputLength(expected: input.shape, found: values.count)
    }
    for name in names where !outputs.contains(where: { $0.name == name }) {
      throw RuntimeError.unknownOutput(name: name, expected: outputs.map(\.name))
    }
    return try await line.answer(values, names)
  }

  /// Starts a thread that makes a net and computes with it what stands in line; returns when the net is there.
  private func start(_ name: String, _ make: @escaping @Sendable () throws -> TorchNetwork) async throws {
    try await withCheckedThrowingContinuation { (ready: CheckedContinuation<Void, any Error>) in
      let thread = Thread { [line, input] in
        do {
          let net = try make()
          ready.resume()
          while let jobs = line.next() {
            line.answer(jobs) { jobs in try BatchedNet.compute(jobs, by: net, input.shape) }
          }
        } catch {
          ready.resume(throwing: error)
        }
      }
      thread.name = name
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  private static func compute(
    _ jobs: [BatchLine.Job], by net: TorchNetwork, _ shape: [Int]
  ) throws -> [[String: [Float]]] {
    let values = try withoutGradients {
      let images = try Tensor(jobs.flatMap(\.values), shape: [jobs.count] + shape.dropFirst(), on: net.options.device)
      return try net.forward(images, to: jobs[0].names).mapValues { output in try output.to(.cpu).values(Float.self) }
    }
    return jobs.indices.map { number in
      values.mapValues { all in
        let count = all.count / jobs.count
        return Array(all[(number * count)..<((number + 1) * count)])
      }
    }
  }
}

extension Device {
  /// Whether it is one of NVIDIA's.
  fileprivate var isCUDA: Bool { if case .cuda = self { true } else { false } }

  /// Its kind without its number.
  fileprivate var kind: String {
    switch self {
    case .cpu: "cpu"
    case .cuda: "cuda"
    case .mps: "mps"
    }
  }
}
