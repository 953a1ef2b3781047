import Foundation

/// An ONNX model, or one in OpenVINO's own form (a `.xml` with its `.bin`), that takes 8-bit RGB images of any size, run to prove it: compiled for each size, in f32.
package struct PixelModel: Sendable {
  private let url: URL

  package init(_ url: URL) { self.url = url }

  /// Every output's values for one image of height × width × 3 values.
  ///
  /// Throws `RuntimeError`, also where the model takes other inputs.
  package func outputs(
    ofPixels pixels: [UInt8], width: Int, height: Int
  ) async throws(RuntimeError) -> [String: [Float]] {
    let engine = try Engine()
    let model = try EngineModel(engine, path: url.path(percentEncoded: false))
    try model.reshape([height, width, 3])
    let settings = Settings(
      RuntimeOptions(precision: .f32, mode: .latency), cores: ProcessInfo.processInfo.activeProcessorCount)
    let request = try InferRequest(EngineProgram(engine, model, settings: settings.pairs))
    try request.write(pixels)
    try await request.run()
    var values: [String: [Float]] = [:]
    for (index, output) in try model.outputs().enumerated() { values[output.name] = try request.read(output: index) }
    return values
  }
}
