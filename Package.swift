// swift-tools-version: 6.2
import PackageDescription

// The two engines' roots: `script/bootstrap` fills .deps; LIBTORCH and OPENVINO name other ones (Homebrew's on macOS).
let deps = "\(Context.packageDirectory)/.deps"
let libtorch = Context.environment["LIBTORCH"] ?? "\(deps)/libtorch"
let openvino = Context.environment["OPENVINO"] ?? "\(deps)/openvino"
// Set after `script/bootstrap-cuda`: training on NVIDIA's cards, several of them by NCCL.
let withCUDA = Context.environment["DOGBREED_CUDA"] == "1"

let swift: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),  // SE-0335
  .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
]

func linked(_ root: String, _ libraries: String...) -> [LinkerSetting] {
  libraries.map { .linkedLibrary($0) }
    + [.unsafeFlags(["-L\(root)/lib", "-Xlinker", "-rpath", "-Xlinker", "\(root)/lib"])]
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

let package = Package(
  name: "dogbreed",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "dogbreed", targets: ["dogbreed"]),
    .executable(name: "dogbreed-training", targets: ["dogbreed-training"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
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
  ],
  targets: [
    layer("Taxonomy"),
    .systemLibrary(
      name: "CTurboJPEG", pkgConfig: "libturbojpeg", providers: [.apt(["libturbojpeg0-dev"]), .brew(["jpeg-turbo"])]),
    .systemLibrary(name: "CZimg", pkgConfig: "zimg", providers: [.apt(["libzimg-dev"]), .brew(["zimg"])]),
    .systemLibrary(name: "CLibvips", pkgConfig: "vips", providers: [.apt(["libvips-dev"]), .brew(["vips"])]),
    .target(name: "CVips", dependencies: ["CLibvips"]),
    layer("Imaging", ["CTurboJPEG", "CZimg", "CVips"]),
    layer("NeuralNetwork"),
    layer("Weights"),
    layer(
      "Exchange", ["NeuralNetwork", "Weights", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
      exclude: ["Generated/onnx.proto"]),
    .target(
      name: "COpenVINO", cSettings: [.unsafeFlags(["-isystem", "\(openvino)/include"])],
      linkerSettings: linked(openvino, "openvino_c")),
    layer("Runtime", ["COpenVINO"]),
    .systemLibrary(name: "CZlib"),
    layer(
      "Corpus", ["Taxonomy", "Imaging", "CZlib", .product(name: "Crypto", package: "swift-crypto")],
      resources: [.embedInCode("Resources/stanford-dogs-test.txt")]),
    layer("Archives", ["CZlib"]),
    layer(
      "Downloads",
      [
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
      ]),
    layer(
      "Shards", ["Archives", "Corpus", "Imaging", "Taxonomy", .product(name: "Crypto", package: "swift-crypto")]),
    layer("Evaluation", ["Taxonomy"]),
    layer(
      "Serving",
      [
        "Taxonomy",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
        .product(name: "Mustache", package: "swift-mustache"),
        .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      resources: [.embedInCode("Resources")]),
    .target(name: "CChecksum"),
    layer(
      "GoogleCloud",
      [
        "CChecksum",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ]),
    .target(
      name: "CTorch",
      cxxSettings: [
        .unsafeFlags([
          "-std=c++20", "-isystem", "\(libtorch)/include", "-isystem", "\(libtorch)/include/torch/csrc/api/include",
        ])
      ] + (withCUDA ? [.unsafeFlags(["-DCTORCH_NCCL", "-isystem", "\(libtorch)/cuda"])] : []),
      // Nothing calls libtorch_cuda by name: it announces itself when it is loaded.
      linkerSettings: (withCUDA ? [.unsafeFlags(["-Xlinker", "--no-as-needed"]), .linkedLibrary("torch_cuda")] : [])
        + linked(libtorch, "torch_cpu", "c10")),
    layer("Torch", ["CTorch", "NeuralNetwork", "Weights"]),
    .target(name: "CFileSystem"),
    layer(
      "Artifact",
      [
        "Taxonomy", "Imaging", "NeuralNetwork", "Weights", "Exchange", "CFileSystem",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    layer("Features", ["Artifact", "Imaging", "NeuralNetwork", "Runtime", "Weights"]),
    layer(
      "Training",
      [
        "Corpus", "NeuralNetwork", "Weights", "Exchange", "Artifact", "Features", "Imaging", "Runtime", "Torch",
        "Evaluation", "Taxonomy", .product(name: "Crypto", package: "swift-crypto"),
      ]),
    layer("Inference", ["Artifact", "Features", "Runtime", "Imaging", "Taxonomy", "Weights"]),
    layer(
      "Commands",
      [
        "Taxonomy", "Imaging", "Archives", "Downloads", "Corpus", "Shards", "NeuralNetwork", "Weights", "Exchange",
        "Runtime", "Artifact", "Features", "Evaluation", "Inference", "Serving", "GoogleCloud",
        .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    layer(
      "TrainingCommands",
      [
        "Commands", "Training", "Artifact", "Corpus", "Features", "GoogleCloud", "Imaging", "NeuralNetwork",
        "Runtime", "Torch",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(name: "dogbreed", dependencies: ["Commands"], swiftSettings: swift),
    .executableTarget(name: "dogbreed-training", dependencies: ["TrainingCommands"], swiftSettings: swift),
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: swift),
    tests("TaxonomyTests", ["Taxonomy"], resources: [.copy("breeds.csv")]),
    tests("ImagingTests", ["Imaging"], resources: [.copy("Files")]),
    tests("NeuralNetworkTests", ["NeuralNetwork"]),
    tests("WeightsTests", ["Weights"], resources: [.copy("Data")]),
    tests("ExchangeTests", ["Exchange", "NeuralNetwork", "Weights"], resources: [.copy("Data")]),
    tests("RuntimeTests", ["Runtime"], resources: [.copy("Models")]),
    tests("CorpusTests", ["Corpus", "Imaging", "Taxonomy"]),
    tests("ArchivesTests", ["Archives"]),
    tests("DownloadsTests", ["Downloads", .product(name: "Crypto", package: "swift-crypto")]),
    tests(
      "ShardsTests",
      ["Shards", "Archives", "Corpus", "Imaging", "Taxonomy", .product(name: "Crypto", package: "swift-crypto")]),
    tests("EvaluationTests", ["Evaluation", "Taxonomy"]),
    tests("ArtifactTests", ["Artifact", "Imaging", "NeuralNetwork", "Weights", "Taxonomy"]),
    tests("FeaturesTests", ["Features", "Imaging"]),
    tests(
      "TrainingTests",
      [
        "Training", "Features", "Corpus", "Imaging", "NeuralNetwork", "Torch", "Weights",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    tests(
      "InferenceTests",
      ["Inference", "Artifact", "Features", "Imaging", "NeuralNetwork", "Runtime", "Taxonomy", "Weights"]),
    tests("EndToEndTests", ["dogbreed", "dogbreed-training", "Imaging", "NeuralNetwork", "Serving", "Weights"]),
    tests(
      "ServingTests",
      [
        "Serving", "Taxonomy",
        .product(name: "HummingbirdTesting", package: "hummingbird"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),
    tests("GoogleCloudTests", ["GoogleCloud", .product(name: "NIOCore", package: "swift-nio")]),
    tests("TorchTests", ["Torch", "Exchange", "NeuralNetwork", "Runtime", "Weights"], resources: [.copy("Data")]),
  ]
)
