import Foundation
import Support

/// An ONNX model compiled for the CPU, with a bounded pool of infer requests.
///
/// In `.throughput` mode with precision `.f32` the same input gives the same bytes whatever the number of threads,
/// streams and requests, since each request is computed by one thread.
package final class CompiledModel: Sendable {
  /// The model's only input.
  package let input: TensorDescription
  /// In the order of the file.
  package let outputs: [TensorDescription]
  /// The precision that the model is actually computed in: `.f32`, `.bf16`, or `.int8` as the options say of the graph.
  package let precision: Precision
  /// How many infer requests there are: further callers wait in line.
  package let requestCount: Int
  /// How many of them OpenVINO computes in parallel.
  package let streamCount: Int
  /// How many threads compute in all.
  package let threadCount: Int
  /// What was damaged in the cache and is made again, one sentence each.
  package let notes: [String]

  let pool: SlotPool
  let requests: [InferRequest]

  /// Reads and compiles a model; blocks the thread meanwhile (Lite0: a few tenths of a second).
  ///
  /// The model must have one float32 input of known shape; its first dimension becomes `options.batch`. External data
  /// is read from the files it names, next to the model.
  package init(onnx: URL, options: RuntimeOptions = RuntimeOptions()) throws(RuntimeError) {
    try options.checkRanges()
    let path = onnx.path(percentEncoded: false)
    guard FileManager.default.isReadableFile(atPath: path) else {
      throw .unreadableModel(path: path, reason: "no readable file; give the path of an ONNX file")
    }
    let engine = try Engine()
    let model = try EngineModel(engine, path: path)
    input = try Self.fixInput(of: model, batch: options.batch, path: path)
    outputs = try model.outputs().map { TensorDescription(name: $0.name, shape: $0.shape) }
    let (program, damaged) = try Self.compile(model, at: onnx, engine, options)
    notes = damaged == 0 ? [] : ["Damaged compiled nets in the cache: \(damaged); they are compiled again."]
    let computed = try Settings.precision(of: program)
    precision = options.precision == .int8 ? .int8 : computed
    streamCount = try program.number("NUM_STREAMS")
    threadCount = try program.number("INFERENCE_NUM_THREADS")
    requestCount = options.requests ?? (options.mode == .throughput ? 2 : 1) * max(1, streamCount)
    var requests: [InferRequest] = []
    for _ in 0..<requestCount { requests.append(try InferRequest(program)) }
    self.requests = requests
    pool = SlotPool(slots: requestCount)
  }

  /// Computes the named outputs of one input: values in row-major order of the shapes.
  ///
  /// Waits in line for a free infer request, then for OpenVINO, never holding a thread. Throws `RuntimeError` for an
  /// unknown output, an input of another length or a failure of the engine, and `CancellationError` when the task is
  /// cancelled before its turn; a started computation is finished.
  package func infer(_ input: [Float], outputs names: [String]) async throws -> [String: [Float]] {
    try checkLength(input)
    let wanted = try names.map { name in (name, try index(of: name)) }
    return try await pool.withSlot { slot in
      let request = requests[slot]
      try request.write(input)
      try await StageLog.noting("look") { try await request.run() }
      return try Dictionary(wanted.map { ($0, try request.read(output: $1)) }) { first, _ in first }
    }
  }

  private static func compile(
    _ model: EngineModel, at graph: URL, _ engine: Engine, _ options: RuntimeOptions
  ) throws(RuntimeError) -> (EngineProgram, damaged: Int) {
    var options = options
    var cache: BlobCache?
    if let folder = options.cacheFolder { cache = try BlobCache(in: folder, forGraphAt: graph) }
    let lock = cache.flatMap { CompilationLock($0.folder) }
    let damaged = lock == nil ? nil : cache?.removeDamaged()
    if damaged == nil { cache = nil }
    options.cacheFolder = cache?.folder
    let settings = Settings(options, cores: ProcessInfo.processInfo.activeProcessorCount)
    let program = try EngineProgram(engine, model, settings: settings.pairs)
    cache?.writeHashes()
    _ = consume lock
    return (program, damaged ?? 0)
  }

  func checkLength(_ values: [Float]) throws(RuntimeError) {
    guard values.count == input.shape.reduce(1, *) else {
      throw .inputLength(expected: input.shape, found: values.count)
    }
  }

  private func index(of name: String) throws(RuntimeError) -> Int {
    guard let index = outputs.firstIndex(where: { $0.name == name }) else {
      throw .unknownOutput(name: name, expected: outputs.map(\.name))
    }
    return index
  }

  private static func fixInput(
    of model: EngineModel, batch: Int, path: String
  ) throws(RuntimeError) -> TensorDescription {
    let inputs = try model.inputs()
    guard inputs.count == 1, let port = inputs.first, port.isFloat32 else {
      throw .unsupportedModel(path: path, reason: "it must have exactly one input, of float32 values")
    }
    guard port.shape.count > 1, port.shape.dropFirst().allSatisfy({ $0 > 0 }) else {
      throw .unsupportedModel(path: path, reason: "only the first dimension of its input may be open")
    }
    let shape = [batch] + port.shape.dropFirst()
    if shape != port.shape { try model.reshape(shape) }
    return TensorDescription(name: port.name, shape: shape)
  }
}
