import Artifact
import Exchange
import Foundation
import Imaging
import Inference
import NeuralNetwork
import Runtime
import Support
import Taxonomy
import TestSupport
import Testing
import Weights

/// Models in OpenVINO's and Core ML's own forms, read by those projects' own Python packages.
@Suite struct ExportedFormsTests {
  /// One net of each family, on as small an image as it takes.
  private static let families = [
    ("efficientnet-lite0", 64), ("efficientnet-b0", 64), ("mobilenetv3-large", 64), ("resnet18", 64),
    ("convnext-tiny", 64), ("vit-small-16", 64), ("dinov2-small-14", 56),
  ]

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func export(_ model: ModelFolder, to name: String, as form: StandaloneExport.Form) async throws -> URL {
    let file = folder.url.appending(path: name)
    try await StandaloneExport.write(model, to: file, as: form) { trial, image in
      try await PixelModel(trial).outputs(
        ofPixels: image.pixels, width: image.width, height: image.height)[StandaloneModel.probabilities] ?? []
    }
    return file
  }

  @Test(.enabled(if: ReferencePython.available), arguments: families)
  func openVINOsOwnPackageAnswersAsTheProgramDoes(backbone: String, size: Int) async throws {
    let model = try await TinyModel(
      presence: backbone == "resnet18" ? PresencePolicy(classes: [2, 3], threshold: 0.1) : nil, backbone: backbone,
      inputSize: size)
    let file = try await export(ModelFolder(reading: model.url), to: "tiny.xml", as: .openVINO)
    let predictor = try model.predictor(looks: 1)
    var (files, wanted): ([String], [[Float]]) = ([], [])
    for number in 0..<3 {
      let bytes = try TinyModel.image(number)
      files.append(folder.url.appending(path: "\(number).png").path)
      try Data(bytes).write(to: URL(filePath: files[number]))
      wanted.append(Softmax.floatProbabilities(try await predictor.examine(bytes).logits, temperature: 1))
    }
    let script = """
      import json, sys, numpy, openvino, PIL.Image
      net = openvino.Core().compile_model(sys.argv[1], "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
      for file in sys.argv[2:]:
          given = net({"image": numpy.asarray(PIL.Image.open(file).convert("RGB"))})
          print(json.dumps({one.get_any_name(): given[one].tolist() for one in net.outputs}))
      """
    let lines = try ReferencePython.run(script, [file.path] + files).split(separator: "\n")
    try #require(lines.count == wanted.count)
    for (line, wanted) in zip(lines, wanted) {
      let given = try JSONDecoder().decode([String: [Float]].self, from: Data(line.utf8))
      #expect((given["presence"] != nil) == (backbone == "resnet18"))
      let found = try #require(given["probabilities"])
      try #require(found.count == wanted.count)
      #expect((zip(found, wanted).map { abs($0 - $1) }.max() ?? 1) < 1e-3)
    }
  }

  @Test(.enabled(if: ReferencePython.available), arguments: families)
  func aCoreMLPackageComputesTheGoldenAnswers(backbone: String, size: Int) async throws {
    let model = try await TinyModel(
      presence: backbone == "resnet18" ? PresencePolicy(classes: [2, 3], threshold: 0.1) : nil, backbone: backbone,
      inputSize: size)
    let package = try await export(ModelFolder(reading: model.url), to: "Tiny.mlpackage", as: .coreML)
    let golden = StandaloneExport.goldenFolder(of: package)
    struct Recorded: Decodable { let image: String, probabilities: [Float] }
    let recorded = try JSONDecoder().decode(
      [Recorded].self, from: Data(contentsOf: golden.appending(path: "answers.json")))
    struct Given: Decodable { let classLabel: String, probabilities: [String: Float], presence: [Float]? }
    let script = try String(
      contentsOf: RealImages.checkout.appending(path: "Tests/Reference/evaluate_program.py"), encoding: .utf8)
    let images = recorded.map { golden.appending(path: $0.image).path }
    let lines = try ReferencePython.run(script, [package.path] + images).split(separator: "\n")
    try #require(lines.count == recorded.count && lines.count == 3)
    for (line, recorded) in zip(lines, recorded) {
      let given = try JSONDecoder().decode(Given.self, from: Data(line.utf8))
      let found = TinyModel.classes.map { given.probabilities[$0.id] ?? -1 }
      #expect((zip(found, recorded.probabilities).map { abs($0 - $1) }.max() ?? 1) < 1e-4, "\(recorded.image)")
      let likeliest = try #require(found.indices.max { found[$0] < found[$1] })
      #expect(given.classLabel == TinyModel.classes[likeliest].id)
      #expect((given.presence?.count == 1) == (backbone == "resnet18"))
    }
  }

  /// What people see in Xcode, and what programs find.
  @Test(.enabled(if: ReferencePython.available)) func aPackageSaysWhatItIs() async throws {
    let model = try await TinyModel()
    let read = try ModelFolder(reading: model.url)
    let package = try await export(read, to: "Tiny.mlpackage", as: .coreML)
    let script = """
      import json, sys, logging
      logging.disable(logging.WARNING)
      import coremltools
      spec = coremltools.utils.load_spec(sys.argv[1])
      said = spec.description
      image = said.input[0].type.imageType
      print(json.dumps([said.input[0].name, image.width, image.height, image.colorSpace, [o.name for o in said.output],
          said.predictedFeatureName, said.predictedProbabilitiesName, spec.WhichOneof("Type"),
          said.metadata.versionString, json.loads(said.metadata.userDefined["classes"])[3]["label"]]))
      """
    let wanted: [any Hashable] = [
      "image", 64, 64, 20, ["classLabel", "probabilities"], "classLabel", "probabilities", "mlProgram",
      read.description.seal, "class 3",
    ]
    let found = try JSONSerialization.jsonObject(
      with: Data(ReferencePython.run(script, [package.path]).utf8))
    #expect(found as? NSArray == wanted as NSArray)
  }

  @Test func aSecondExportReplacesTheFirst() async throws {
    let model = try await TinyModel()
    let read = try ModelFolder(reading: model.url)
    for _ in 0..<2 {
      _ = try await export(read, to: "tiny.xml", as: .openVINO)
      _ = try await export(read, to: "tiny.mlpackage", as: .coreML)
      _ = try await export(read, to: "tiny.onnx", as: .onnx)
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
    #expect(
      names == ["tiny.bin", "tiny.golden", "tiny.mlpackage", "tiny.mlpackage.golden", "tiny.onnx", "tiny.xml"])
    let package = folder.url.appending(path: "tiny.mlpackage")
    let files = try FileManager.default.subpathsOfDirectory(atPath: package.path)
    #expect(Set(files).isSuperset(of: CoreMLPackage.paths) && files.count == CoreMLPackage.paths.count + 3)
    // What somebody put into the package stays.
    let notes = package.appending(path: "notes.txt")
    try Data("mine".utf8).write(to: notes)
    _ = try await export(read, to: "tiny.mlpackage", as: .coreML)
    #expect(try Data(contentsOf: notes) == Data("mine".utf8))
  }

  @Test func whatSomebodyElseWroteIsNotReplaced() async throws {
    let model = try await TinyModel()
    let read = try ModelFolder(reading: model.url)
    let weights = folder.url.appending(path: "notes.bin")
    try Data("mine".utf8).write(to: weights)
    await #expect(throws: ArtifactError.foreignFile(path: weights.path)) {
      try await export(read, to: "notes.xml", as: .openVINO)
    }
    let text = folder.url.appending(path: "mine.xml")
    try Data("<?xml version=\"1.0\"?>\n<net name=\"mine\"/>".utf8).write(to: text)
    await #expect(throws: ArtifactError.foreignFile(path: text.path)) {
      try await export(read, to: "mine.xml", as: .openVINO)
    }
    // Xcode's and others' packages have a manifest, too.
    let other = folder.url.appending(path: "Other.mlpackage")
    try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
    try Data("{}".utf8).write(to: other.appending(path: "Manifest.json"))
    await #expect(throws: ArtifactError.self) { try await export(read, to: "Other.mlpackage", as: .coreML) }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
    #expect(names == ["Other.mlpackage", "mine.xml", "notes.bin"])
    #expect(try Data(contentsOf: weights) == Data("mine".utf8))
  }

  @Test(arguments: StandaloneExport.Form.allCases) func nothingIsWrittenWithoutProof(
    form: StandaloneExport.Form
  ) async throws {
    let model = try await TinyModel()
    let file = folder.url.appending(path: "tiny.\(form.pathExtension)")
    await #expect(throws: ArtifactError.self) {
      try await StandaloneExport.write(ModelFolder(reading: model.url), to: file, as: form) { _, _ in
        [0.25, 0.25, 0.25, 0.25]
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }

  /// Labels are text of people: quotes, ampersands, other alphabets, line ends; a bell, which XML can't hold, becomes a question mark.
  @Test(.enabled(if: ReferencePython.available)) func propertiesSurviveXML() async throws {
    let text = "Fox & \"hound\" <kuvasz>\n\t'é'\u{7} 柴犬 ]]> &amp; \u{1F415}"
    let network = Network.mirror(side: 4)
    let (graph, values) = try StandaloneModel.openVINO(
      network.0, weights: network.1, input: ImageInput(Preprocessing(size: 4, mean: [0, 0, 0], std: [1, 1, 1])),
      answer: AnswerOutput(temperature: 1, presence: nil), metadata: ["classes": text])
    let file = folder.url.appending(path: "mirror.xml")
    try Data(graph).write(to: file)
    try Data(values).write(to: folder.url.appending(path: "mirror.bin"))
    let script = """
      import sys, openvino
      net = openvino.Core().read_model(sys.argv[1])
      sys.stdout.write(net.get_rt_info(["dogbreed", "classes"]).astype(str))
      """
    #expect(try ReferencePython.run(script, [file.path]) == text.replacing("\u{7}", with: "?"))
  }

  /// Core ML allows letters, digits and underscores: names that differ in other characters must stay apart.
  @Test func namesStayApart() throws {
    let layers = ["a.b", "a-b", "a_b", "1a", "image", "probabilities"]
    var network = Network(name: "names", input: .init(channels: 3, size: 4), nodes: [], outputs: [])
    var last = Network.inputName
    for name in layers.dropLast(2) {
      network.nodes.append(.init(name: name, layer: .activation(.relu), inputs: [last]))
      last = name
    }
    network.nodes.append(.init(name: "pool", layer: .globalAveragePool, inputs: [last]))
    network.outputs = [.init(name: Network.StandardOutput.head, node: "pool")]
    func package(_ network: Network) throws -> CoreMLPackage {
      try CoreMLPackage(
        network, weights: WeightSet(),
        input: ImageInput(Preprocessing(size: 4, mean: [0, 0, 0], std: [1, 1, 1])),
        answer: AnswerOutput(temperature: 1, presence: nil), classes: ["x", "y", "z"],
        texts: .init(title: "", version: "", licence: ""), metadata: [:])
    }
    #expect(try package(network).files.count == 3)
    #expect(throws: ExchangeError.self) {
      var taken = network
      taken.nodes[0].name = "probabilities"
      taken.nodes[1].inputs = ["probabilities"]
      return try package(taken)
    }
  }
}
