// swift-tools-version: 6.2
import PackageDescription

// Where `script/bootstrap` put the two engines and their pkg-config files; packages that depend on this one may name a
// folder that several of them share.
let engines = Context.environment["DOGBREED_ENGINES"] ?? "\(Context.packageDirectory)/.deps"
// Set after `script/bootstrap-cuda`: training on NVIDIA's cards, several of them by NCCL.
let withCUDA = Context.environment["DOGBREED_CUDA"] == "1"
// Set by `script/fuzz`: the targets of `Tests/FuzzTests` as a program for libFuzzer in place of the replay of its findings.
let withFuzzer = Context.environment["DOGBREED_FUZZER"] == "1"

// Set by `script/build`: the tests of an optimised build see what is internal here. SwiftPM calls the flag unsafe, so packages
// that depend on this one never get it; on the command line it would hold for all other packages, too, and cost time.
let testable = Context.environment["DOGBREED_TESTABLE"] == "1"

let swift: [SwiftSetting] =
  [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),  // SE-0335
    .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
  ] + (testable ? [.unsafeFlags(["-enable-testing"])] : [])

/// Where a program finds the engines when it runs. pkg-config can't say that to SwiftPM, and a flag it calls unsafe would
/// bar a library from packages that depend on it by version, so only programs and tests have it.
func running(_ names: String...) -> [LinkerSetting] {
  [.unsafeFlags(names.flatMap { ["-Xlinker", "-rpath", "-Xlinker", "\(engines)/\($0)/lib"] })]
    // Nothing calls libtorch_cuda by name: it announces itself when it is loaded.
    + (withCUDA && names.contains("libtorch") ? [.unsafeFlags(["-Xlinker", "--no-as-needed"])] : [])
}

/// A library target that may import exactly what is named: `Docs/Architecture.md` holds the same table.
func layer(
  _ name: String, _ imports: [Target.Dependency] = [], exclude: [String] = [], resources: [Resource] = []
) -> Target {
  .target(name: name, dependencies: imports, exclude: exclude, resources: resources, swiftSettings: swift)
}

func tests(_ name: String, _ imports: [Target.Dependency], resources: [Resource] = []) -> Target {
  .testTarget(
    name: name, dependencies: imports + ["TestSupport"], resources: resources, swiftSettings: swift)
}

/// Libraries of one package.
func products(_ package: String, _ names: String...) -> [Target.Dependency] {
  names.map { .product(name: $0, package: package) }
}

/// The parsers of foreign bytes.
let fuzzed: [Target.Dependency] = [
  "AmazonStorage", "Archives", "Artifact", "CZlib", "Corpus", "Imaging", "ObjectStorage", "Serving", "Taxonomy",
  "Weights",
  .product(name: "HummingbirdCore", package: "hummingbird"),
]

let package = Package(
  name: "dogbreed",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "DogbreedKit", targets: ["DogbreedKit"]),
    .library(name: "DogbreedTraining", targets: ["DogbreedTraining"]),
    .executable(name: "dogbreed", targets: ["dogbreed"]),
    .executable(name: "dogbreed-training", targets: ["dogbreed-training"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0"),
    .package(url: "https://github.com/apple/swift-distributed-tracing", exact: "1.7.3"),
    .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0"),
    .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
    .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
  ],
  targets: [
    .target(name: "CChecksum", path: "Sources/Support/CChecksum"),
    .target(name: "CFileSystem", path: "Sources/Support/CFileSystem"),
    .target(name: "CVectors", path: "Sources/Support/CVectors"),
    .systemLibrary(
      name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    .target(name: "CCrypto", dependencies: ["CLibcrypto"], path: "Sources/Support/CCrypto"),
    layer(
      "Support",
      [
        "CChecksum", "CCrypto", "CFileSystem", "CVectors", .product(name: "SystemPackage", package: "swift-system"),
      ], exclude: ["CChecksum", "CCrypto", "CFileSystem", "CVectors"]),
    layer(
      "Transport",
      ["Support"] + products("async-http-client", "AsyncHTTPClient")
        + products("swift-nio", "NIOCore", "NIOHTTP1", "NIOPosix")),
    layer("ObjectStorage", ["Support", "Transport", .product(name: "NIOCore", package: "swift-nio")]),
    layer("HTMLPages", [.product(name: "Mustache", package: "swift-mustache")]),
    layer("Taxonomy"),
    .systemLibrary(
      name: "CTurboJPEG", pkgConfig: "libturbojpeg", providers: [.apt(["libturbojpeg0-dev"]), .brew(["jpeg-turbo"])]),
    .systemLibrary(name: "CZimg", pkgConfig: "zimg", providers: [.apt(["libzimg-dev"]), .brew(["zimg"])]),
    .systemLibrary(name: "CLibvips", pkgConfig: "vips", providers: [.apt(["libvips-dev"]), .brew(["vips"])]),
    .systemLibrary(
      name: "CLittleCMS", pkgConfig: "lcms2", providers: [.apt(["liblcms2-dev"]), .brew(["little-cms2"])]),
    .target(name: "CVips", dependencies: ["CLibvips", "CLittleCMS"]),
    .systemLibrary(name: "CZlib"),
    .target(name: "CChildProcess"),
    layer("Imaging", ["Support", "CChildProcess", "CTurboJPEG", "CZimg", "CZlib", "CVips"]),
    layer("NeuralNetwork"),
    layer("Weights", ["Support"]),
    layer(
      "Exchange", ["Support", "NeuralNetwork", "Weights", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
      exclude: ["Generated/coreml.proto", "Generated/onnx.proto"]),
    .systemLibrary(name: "CLibopenvino", pkgConfig: "\(engines)/pkgconfig/openvino.pc"),
    .target(name: "COpenVINO", dependencies: ["CLibopenvino"]),
    layer("Runtime", ["Support", "COpenVINO"]),
    layer("Corpus", ["Support", "HTMLPages", "Taxonomy", "Imaging", "CZlib"], resources: [.embedInCode("Resources")]),
    layer("Review", ["Support", "Taxonomy", "Corpus"]),
    layer("Archives", ["Support", "CZlib"]),
    layer(
      "Downloads",
      ["Support", "Transport"] + products("async-http-client", "AsyncHTTPClient")
        + products("swift-nio", "NIOCore", "NIOHTTP1")),
    layer("Shards", ["Support", "Archives", "Corpus", "Imaging", "Taxonomy"]),
    layer("Evaluation", ["Support", "HTMLPages", "Taxonomy"], resources: [.embedInCode("Resources")]),
    layer(
      "Serving",
      ["Support", "HTMLPages", "Taxonomy", "Review"]
        + products("hummingbird", "Hummingbird", "HummingbirdCore", "HummingbirdTLS")
        + products("swift-configuration", "Configuration") + products("swift-distributed-tracing", "Tracing")
        + products("swift-http-types", "HTTPTypes") + products("swift-log", "Logging")
        + products("swift-metrics", "CoreMetrics") + products("swift-nio", "NIOCore", "NIOHTTP1", "NIOPosix")
        + products("swift-nio-extras", "NIOHTTPTypes", "NIOHTTPTypesHTTP1") + products("swift-nio-ssl", "NIOSSL")
        + products("swift-service-lifecycle", "ServiceLifecycle", "UnixSignals")
        + products("swift-system", "SystemPackage"),
      resources: [.embedInCode("Resources")]),
    layer(
      "Telemetry",
      ["Support", "Transport"] + products("swift-distributed-tracing", "Tracing") + products("swift-log", "Logging")
        + products("swift-metrics", "CoreMetrics") + products("swift-nio", "NIOCore")
        + products("swift-protobuf", "SwiftProtobuf"),
      exclude: ["Export/Generated/otlp.proto"]),
    layer("Simulation", ["Serving", "Support"]),
    layer(
      "GoogleCloud",
      [
        "Support", "Transport", "ObjectStorage",
        .product(name: "NIOCore", package: "swift-nio"),
      ]),
    layer(
      "AmazonStorage",
      [
        "Support", "Transport", "ObjectStorage",
        .product(name: "NIOCore", package: "swift-nio"),
      ]),
    .systemLibrary(name: "CLibtorch", pkgConfig: "\(engines)/pkgconfig/libtorch\(withCUDA ? "-cuda" : "").pc"),
    .target(name: "CTorch", dependencies: ["CLibtorch"], cxxSettings: withCUDA ? [.define("CTORCH_NCCL")] : []),
    layer("Torch", ["CTorch", "NeuralNetwork", "Weights"]),
    layer(
      "Artifact",
      [
        "Support", "Taxonomy", "Imaging", "NeuralNetwork", "Weights", "Exchange", "CFileSystem",
      ]),
    layer("Inference", ["Support", "Artifact", "Imaging", "NeuralNetwork", "Runtime", "Taxonomy", "Weights"]),
    layer(
      "Training",
      [
        "Support", "Corpus", "NeuralNetwork", "Weights", "Exchange", "Artifact", "Imaging", "Inference", "Runtime",
        "Torch", "Evaluation", "Taxonomy", "Review",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ], exclude: ["Logs/Generated/tensorboard.proto"]),
    layer("DogbreedKit", ["Support", "Artifact", "Imaging", "Inference", "Runtime", "Taxonomy"]),
    layer("DogbreedTraining", ["Support", "Artifact", "Corpus", "DogbreedKit", "Taxonomy", "Training"]),
    layer(
      "Commands",
      [
        "Support", "Transport", "Taxonomy", "Imaging", "Archives", "Downloads", "Corpus", "Shards", "NeuralNetwork",
        "Weights", "Exchange",
        "Runtime", "Artifact", "Evaluation", "Inference", "Serving", "Simulation", "Telemetry", "ObjectStorage",
        "GoogleCloud",
        "AmazonStorage",
        .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]),
    layer(
      "TrainingCommands",
      [
        "Support", "Transport", "Commands", "Training", "Artifact", "Corpus", "ObjectStorage", "GoogleCloud", "Imaging",
        "Inference", "NeuralNetwork", "Review", "Runtime", "Serving", "Taxonomy", "Torch",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]),
    .executableTarget(
      name: "dogbreed", dependencies: ["Commands"], swiftSettings: swift, linkerSettings: running("openvino")),
    .executableTarget(
      name: "dogbreed-training", dependencies: ["TrainingCommands"], swiftSettings: swift,
      linkerSettings: running("openvino", "libtorch")),
    .target(
      name: "TestSupport", path: "Tests/TestSupport", swiftSettings: swift,
      linkerSettings: running("openvino", "libtorch")),
    .target(
      name: "StorageTestSupport",
      dependencies: ["ObjectStorage", "Support", "TestSupport", "Transport"], path: "Tests/StorageTestSupport",
      swiftSettings: swift),
    tests("SupportTests", ["Support"]),
    tests(
      "TransportTests",
      [
        "Transport", .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
      ]),
    tests("TaxonomyTests", ["Taxonomy"], resources: [.copy("breeds.csv")]),
    tests("ImagingTests", ["Imaging", "Support"], resources: [.copy("Files")]),
    tests("NeuralNetworkTests", ["NeuralNetwork"]),
    tests("WeightsTests", ["Weights"], resources: [.copy("Data")]),
    tests("ExchangeTests", ["Exchange", "NeuralNetwork", "Weights"], resources: [.copy("Data")]),
    tests("RuntimeTests", ["Runtime", "Support"], resources: [.copy("Models")]),
    tests("CorpusTests", ["Corpus", "Imaging", "Taxonomy"]),
    tests("ReviewTests", ["Review", "Support", "Corpus", "Taxonomy"]),
    tests("ArchivesTests", ["Archives"]),
    tests("DownloadsTests", ["Downloads", "Support"]),
    tests(
      "ShardsTests",
      ["Shards", "Support", "Archives", "Corpus", "Imaging", "Taxonomy"]),
    tests("EvaluationTests", ["Evaluation", "Support", "Taxonomy"]),
    tests("ArtifactTests", ["Artifact", "Imaging", "NeuralNetwork", "Weights", "Taxonomy"]),
    tests(
      "TrainingTests",
      [
        "Training", "Artifact", "Support", "Corpus", "Evaluation", "Exchange", "Imaging", "Inference", "NeuralNetwork",
        "Review", "Runtime", "Taxonomy", "Torch", "Weights",
      ]),
    tests(
      "InferenceTests",
      [
        "Inference", "Artifact", "Exchange", "Imaging", "NeuralNetwork", "Runtime", "Support", "Taxonomy", "Weights",
      ]),
    tests("DogbreedKitTests", ["DogbreedKit", "DogbreedTraining", "Imaging", "Support"]),
    tests(
      "EndToEndTests",
      ["dogbreed", "dogbreed-training", "Imaging", "NeuralNetwork", "Runtime", "Serving", "Support", "Weights"]),
    tests(
      "CommandsTests",
      [
        "Commands", "TrainingCommands", "Corpus", "GoogleCloud", "Taxonomy", "Transport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    tests(
      "ServingTests",
      ["Serving", "Review", "Support", "Taxonomy"] + products("hummingbird", "Hummingbird", "HummingbirdTesting")
        + products("swift-configuration", "Configuration") + products("swift-http-types", "HTTPTypes")
        + products("swift-distributed-tracing", "InMemoryTracing", "Tracing") + products("swift-log", "Logging")
        + products("swift-metrics", "CoreMetrics") + products("swift-nio", "NIOCore", "NIOPosix")
        + products("swift-service-lifecycle", "ServiceLifecycle")),
    tests("SimulationTests", ["Simulation"]),
    tests(
      "TelemetryTests",
      ["Telemetry", "Support", "Transport"] + products("swift-distributed-tracing", "Tracing")
        + products("swift-log", "Logging") + products("swift-metrics", "CoreMetrics")),
    tests("AmazonStorageTests", ["AmazonStorage", "ObjectStorage", "StorageTestSupport", "Support", "Transport"]),
    tests(
      "GoogleCloudTests",
      [
        "GoogleCloud", "ObjectStorage", "StorageTestSupport", "Support", "Transport",
        .product(name: "NIOCore", package: "swift-nio"),
      ]),
    withFuzzer
      ? .executableTarget(
        name: "fuzz", dependencies: fuzzed, path: "Tests/FuzzTests",
        exclude: ["Replay.swift", "Corpus", "Dictionaries"],
        swiftSettings: swift)
      : .testTarget(
        name: "FuzzTests", dependencies: fuzzed + ["TestSupport"], path: "Tests/FuzzTests",
        exclude: ["Main", "Dictionaries"],
        resources: [.copy("Corpus")], swiftSettings: swift),
    tests("TorchTests", ["Torch", "Exchange", "NeuralNetwork", "Runtime", "Weights"], resources: [.copy("Data")]),
  ],
  cxxLanguageStandard: .cxx20
)

// Set by `script/sanitize`: of the tests only these, and of the targets only what they need.
if let names = Context.environment["DOGBREED_TESTS"]?.split(separator: " ").map(String.init) {
  var kept: Set<String> = []
  var open = names + ["TestSupport"]
  while let name = open.popLast() {
    guard kept.insert(name).inserted, let target = package.targets.first(where: { $0.name == name }) else { continue }
    for case .byNameItem(let needed, _) in target.dependencies { open.append(needed) }
  }
  package.products = []
  package.targets.removeAll { !kept.contains($0.name) }
}
