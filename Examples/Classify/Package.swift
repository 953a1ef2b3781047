// swift-tools-version: 6.2
import PackageDescription

// The folder that dogbreed's script/bootstrap filled with the engines: the program finds them there when it runs.
let engines = Context.environment["DOGBREED_ENGINES"] ?? "\(Context.packageDirectory)/../../.deps"

let package = Package(
  name: "Classify",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(path: "../..")  // Elsewhere: .package(url: "…/dogbreed", from: "1.0.0")
  ],
  targets: [
    .executableTarget(
      name: "Classify",
      dependencies: [.product(name: "DogbreedKit", package: "dogbreed")],
      linkerSettings: [.unsafeFlags(["-Xlinker", "-rpath", "-Xlinker", "\(engines)/openvino/lib"])])
  ]
)
