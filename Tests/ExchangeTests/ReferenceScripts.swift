/// Python that runs models by ONNX Runtime and works small ones out by hand.
enum ReferenceScripts {
  /// Checks the model, runs it on one seeded batch and works `Tiny.allKinds()` out in numpy; prints the largest
  /// difference of each output. Arguments: model, weights, batch.
  static let numpy = """
    import json, sys
    import numpy, onnx, onnxruntime
    model, file, batch = sys.argv[1], sys.argv[2], int(sys.argv[3])
    onnx.checker.check_model(model, full_check=True)
    raw = open(file, "rb").read()
    length = int.from_bytes(raw[:8], "little")
    weights = {
        name: numpy.frombuffer(raw, "<f4", offset=8 + length + entry["data_offsets"][0],
            count=int(numpy.prod(entry["shape"]))).reshape(entry["shape"]).astype("f8")
        for name, entry in json.loads(raw[8:8 + length]).items() if name != "__metadata__"
    }
    def windows(x, kernel, stride, pads, fill):
        before, after = pads
        x = numpy.pad(x, ((0, 0), (0, 0), (before, after), (before, after)), constant_values=fill)
        view = numpy.lib.stride_tricks.sliding_window_view(x, (kernel, kernel), (2, 3))
        return view[:, :, ::stride, ::stride]
    x = numpy.random.default_rng(5).uniform(-1, 1, (batch, 3, 10, 10)).astype("f4")
    # TensorFlow's SAME: 10 rows by stride 2 and kernel 3 need 1 more, after the last.
    stem = numpy.einsum("nchwij,ocij->nohw", windows(x.astype("f8"), 3, 2, (0, 1), 0), weights["stem.weight"])
    def channels(name): return weights[name][None, :, None, None]
    norm = (stem - channels("norm.running_mean")) / numpy.sqrt(channels("norm.running_var") + 1e-3)
    six = numpy.clip(norm * channels("norm.weight") + channels("norm.bias"), 0, 6)
    depth = numpy.einsum("nchwij,cij->nchw", windows(six, 5, 1, (2, 2), 0), weights["depth.weight"][:, 0])
    relu = numpy.maximum(depth + channels("depth.bias") + six, 0)
    map = windows(numpy.concatenate([relu, six], 1), 3, 2, (1, 1), -numpy.inf).max((4, 5))
    pool = map.mean((2, 3))
    logits = (pool @ weights["classifier.weight"].T + weights["classifier.bias"]) / 2
    expected = {"features": pool, "logits": logits, "map": map}
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    assert names == ["features", "logits", "map"], names
    for name, found in zip(names, session.run(names, {"input": x})):
        assert found.shape == expected[name].shape, (name, found.shape)
        print(name, abs(found - expected[name]).max(), abs(found).max())
    """

  /// Runs models that share one input and prints whether the first is made of the others. Arguments: models.
  static let joined = """
    import sys
    import numpy, onnx, onnxruntime
    answers = []
    for model in sys.argv[1:]:
        onnx.checker.check_model(model, full_check=True)
        session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
        size = session.get_inputs()[0].shape[2]
        x = numpy.random.default_rng(5).uniform(-1, 1, (2, 3, size, size)).astype("f4")
        names = [output.name for output in session.get_outputs()]
        answers.append(dict(zip(names, session.run(names, {"input": x}))))
    whole, parts = answers[0], answers[1:]
    def close(a, b): return a.shape == b.shape and numpy.allclose(a, b, rtol=1e-4, atol=1e-4)
    print(close(whole["features"], numpy.concatenate([part["features"] for part in parts], 1)))
    print(close(whole["map"], numpy.concatenate([part["map"] for part in parts], 1)))
    print(close(whole["logits"], sum(part["logits"] for part in parts) / len(parts)))
    print(whole["head"].shape)
    """

  /// Checks and runs one model on the image of `Tests/Reference/write_lite0_answers.py`; prints its answers as JSON.
  static let answers = """
    import json, sys
    import numpy, onnx, onnxruntime
    onnx.checker.check_model(sys.argv[1], full_check=True)
    session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
    size = session.get_inputs()[0].shape[2]
    c, y, x = numpy.meshgrid(numpy.arange(3), numpy.arange(size), numpy.arange(size), indexing="ij")
    image = (((c * 7 + y * 3 + x * x) % 17) / 8 - 1).astype("f4")[None]
    found = dict(zip(["map", "features", "logits"], session.run(["map", "features", "logits"], {"input": image})))
    print(json.dumps({
        "map": found["map"][0, :8, 3, 3].tolist(), "features": found["features"][0, :16].tolist(),
        "logits": found["logits"][0, :16].tolist(), "top": numpy.argsort(-found["logits"][0])[:5].tolist(),
    }))
    """
}
