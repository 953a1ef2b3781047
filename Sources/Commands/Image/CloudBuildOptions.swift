import ArgumentParser

/// Where and how Google builds.
struct CloudBuildOptions: ParsableArguments {
  @Flag(name: .customLong("cloud-build"), help: "Let Google's Cloud Build build and push it; no local tool is needed.")
  var cloudBuild = false

  @Option(help: "With --cloud-build: HOST/PATH/NAME:TAG to push it as. It has no default.")
  var to: String?

  @Option(help: "With --cloud-build: the bucket to upload the source to. It has no default.")
  var bucket: String?

  @Option(help: "With --cloud-build: the project; by default the credentials' own.")
  var project: String?

  @Option(help: "With --cloud-build: the region.")
  var region = "global"

  @Option(name: .customLong("cloud-machine"), help: "With --cloud-build: Cloud Build's name for the machine.")
  var cloudMachine = "E2_HIGHCPU_8"

  @Option(help: "With --cloud-build: minutes before giving up.")
  var minutes = 60

  @Option(name: .customLong("poll"), help: "With --cloud-build: seconds between polls.")
  var poll = 5.0

  func validate() throws {
    for (value, name) in [
      (project, CloudPlaceName.project), (region, .region), (bucket.map(CloudOptions.bucketName), .bucket),
    ] {
      if let value, !name.allows(value) { throw ValidationError(name.refusal(of: value, in: "--\(name.rawValue)")) }
    }
    if !(1...1440).contains(minutes) { throw ValidationError("--minutes must be from 1 to 1440.") }
    if !(0.05...600).contains(poll) { throw ValidationError("--poll must be from 0.05 to 600.") }
  }
}
