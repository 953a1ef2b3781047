import Foundation
import TestSupport

@testable import Runtime

/// A larger net than the committed one, made again by Python with seeded random weights: convolutions plain, depthwise
/// and pointwise, ReLU6, mean, matrix product. Its weights are in `weights.safetensors` next to `model.onnx`.
struct PythonNet {
  let folder: TemporaryFolder
  /// What ONNX Runtime answers for `input`.
  let logits: [Float]

  static let input = (0..<3072).map { Float($0 &* 31 % 257) / 128 - 1 }

  /// The net of seed 1, made once; a test that changes files takes a `copy`.
  static let shared = Result { try PythonNet() }

  var file: URL { folder.url.appending(path: "model.onnx") }

  init(seed: Int = 1, in folder: TemporaryFolder? = nil) throws {
    self.folder = try folder ?? TemporaryFolder()
    let printed = try ReferencePython.run(Self.script, [self.folder.path, "\(seed)"])
    logits = try JSONDecoder().decode([Float].self, from: Data(printed.utf8))
  }

  private init(folder: TemporaryFolder, logits: [Float]) {
    self.folder = folder
    self.logits = logits
  }

  func copy() throws -> PythonNet {
    let other = try TemporaryFolder()
    for name in ["model.onnx", "weights.safetensors"] {
      try FileManager.default.copyItem(at: folder.url.appending(path: name), to: other.url.appending(path: name))
    }
    return PythonNet(folder: other, logits: logits)
  }

  func model(_ options: RuntimeOptions) throws -> CompiledModel { try CompiledModel(onnx: file, options: options) }

  private static let script = """
    import json, struct, sys
    import numpy, onnx, onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    folder, seed = sys.argv[1], int(sys.argv[2])
    random = numpy.random.default_rng(seed)
    shapes = {"k0": (32, 3, 3, 3), "k1": (32, 1, 5, 5), "k2": (96, 32, 1, 1), "k3": (160, 96, 3, 3), "m": (160, 120)}
    weights = {
        name: (random.standard_normal(shape) * (2 / numpy.prod(shape[1:])) ** 0.5).astype(numpy.float32)
        for name, shape in shapes.items()
    }
    header, offset = {}, 0
    for name, value in weights.items():
        header[name] = {"dtype": "F32", "shape": value.shape, "data_offsets": [offset, offset + value.nbytes]}
        offset += value.nbytes
    text = json.dumps(header).encode()
    with open(folder + "/weights.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(value.tobytes() for value in weights.values()))

    initializers = [numpy_helper.from_array(numpy.float32(v), n) for n, v in (("low", 0), ("high", 6))]
    for name, value in weights.items():
        tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=value.shape, data_location=TensorProto.EXTERNAL)
        place = 8 + len(text) + header[name]["data_offsets"][0]
        for key, word in (("location", "weights.safetensors"), ("offset", place), ("length", value.nbytes)):
            tensor.external_data.add(key=key, value=str(word))
        initializers.append(tensor)
    node = helper.make_node
    graph = helper.make_graph(
        [
            node("Conv", ["image", "k0"], ["c0"], auto_pad="SAME_UPPER", strides=[2, 2]),
            node("Clip", ["c0", "low", "high"], ["a0"]),
            node("Conv", ["a0", "k1"], ["c1"], auto_pad="SAME_UPPER", group=32),
            node("Clip", ["c1", "low", "high"], ["a1"]),
            node("Add", ["a0", "a1"], ["s1"]),
            node("Conv", ["s1", "k2"], ["c2"]),
            node("Clip", ["c2", "low", "high"], ["a2"]),
            node("Conv", ["a2", "k3"], ["c3"], auto_pad="SAME_UPPER", strides=[2, 2]),
            node("Clip", ["c3", "low", "high"], ["map"]),
            node("GlobalAveragePool", ["map"], ["p"]),
            node("Flatten", ["p"], ["features"]),
            node("MatMul", ["features", "m"], ["logits"]),
        ],
        "net",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, 32, 32])],
        [
            helper.make_tensor_value_info("map", TensorProto.FLOAT, ["N", 160, 8, 8]),
            helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", 120]),
        ],
        initializers,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    with open(folder + "/model.onnx", "wb") as file:
        file.write(model.SerializeToString())
    image = ((numpy.arange(3072) * 31 % 257) / 128 - 1).astype(numpy.float32).reshape(1, 3, 32, 32)
    session = onnxruntime.InferenceSession(folder + "/model.onnx", providers=["CPUExecutionProvider"])
    print(json.dumps(session.run(["logits"], {"image": image})[0].ravel().tolist()))
    """
}
