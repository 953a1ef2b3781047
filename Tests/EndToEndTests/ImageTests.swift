import Foundation
import TestSupport
import Testing

/// `image build` and `image push`, with programs that stand for docker, podman and buildah; `script/test-images` has
/// the real ones.
@Suite struct ImageTests {
  private let program: Program
  private let stub: RegistryStub
  private let folder: TemporaryFolder

  init() throws {
    program = try Program()
    stub = try RegistryStub()
    folder = try TemporaryFolder()
  }

  private var home: String { folder.url.appending(path: "home").path }

  /// A program that writes down its words, and prints or writes a digest when it pushes.
  private func stand(for tool: String, engine: Bool = true, digest: String? = nil, fails: Bool = false) throws {
    let text = """
      #!/bin/sh
      for word; do printf '%s\\n' "$word" >>"\(folder.path)/words"; done; echo -- >>"\(folder.path)/words"
      case "$1" in
        version) exit \(engine ? 0 : 1) ;;
        push)
          [ -n "$DOCKER_CONFIG" ] && cp "$DOCKER_CONFIG/config.json" "\(folder.path)/login" 2>/dev/null && \
            stat -c %a "$DOCKER_CONFIG/config.json" "$DOCKER_CONFIG" >"\(folder.path)/modes"
          while [ $# -gt 0 ]; do
            [ "$1" = --digestfile ] && printf '%s' "\(digest ?? stub.digest)" >"$2"
            shift
          done
          echo "1: digest: \(digest ?? stub.digest) size: 1234" ;;
      esac
      exit \(fails ? 3 : 0)
      """
    let place = try folder.write(Array(text.utf8), to: "bin/\(tool)")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place.path)
  }

  /// The words of each call.
  private func words() throws -> [[String]] {
    let text = try String(contentsOf: folder.url.appending(path: "words"), encoding: .utf8)
    return text.components(separatedBy: "--\n").dropLast().map { $0.split(separator: "\n").map(String.init) }
  }

  private func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Program.Outcome {
    let own = [
      "PATH": "\(folder.path)/bin:/usr/bin:/bin", "HOME": home, "DOCKER_CONFIG": home, "XDG_RUNTIME_DIR": home,
    ]
    return try program.start(
      arguments, environment: own.merging(stub.environment) { $1 }.merging(environment) { $1 }
    ).1()
  }

  private var source: String { RealImages.checkout.path }

  @Test(arguments: ["docker", "podman", "buildah"])
  func buildsAreWordsThatNoShellReads(_ tool: String) throws {
    try stand(for: tool)
    let built = try run(
      "image", "build", "train-cpu", "--tool", tool, "--source", source, "--build-arg", "SNAPSHOT=$(id) ;", "--tag",
      "a.example/b:1", "--", "--secret", "id=x")
    #expect(built.status == 0, "\(built.errors)")
    #expect(built.output == "a.example/b:1\n")
    let called = try #require(try words().last)
    #expect(called.first == (tool == "buildah" ? "bud" : "build"))
    #expect(called.contains("SNAPSHOT=$(id) ;") && called.contains("VERSION=0.1.0"))
    #expect(called.contains("\(source)/Docker/train.cpu.Dockerfile") && called.last == source)
    #expect(called.suffix(3).elementsEqual(["--secret", "id=x", source]))
    #expect(called.contains("docker") == (tool != "docker"), "only Docker's own format holds a health check")
    let planned = try run("image", "build", "serve", "--tool", tool, "--source", source, "--dry-run")
    #expect(planned.status == 0 && planned.output.hasPrefix("\(tool) "))
    #expect(planned.output.contains("--tag dogbreed-serve:latest"))
  }

  @Test(arguments: ["docker", "podman", "buildah"])
  func aPushIsBelievedWhenTheRegistryShowsIt(_ tool: String) throws {
    try stand(for: tool)
    let pushed = try run(
      "image", "push", "serve", "--to", "\(stub.host)/open/serve:1", "--tool", tool, "--plain-http", "--json")
    #expect(pushed.status == 0, "\(pushed.errors)")
    let told = try pushed.object()
    #expect(told["image"] as? String == "\(stub.host)/open/serve@\(stub.digest)")
    #expect(told["platforms"] as? [String] == ["linux/amd64"] && told["bytes"] as? Int == 1234)
    #expect(try words().first == ["tag", "dogbreed-serve:latest", "\(stub.host)/open/serve:1"])
  }

  @Test(arguments: [("lying", "other content"), ("gone", "HTTP 404"), ("bare", "names no configuration")])
  func whatTheRegistryDoesNotShowIsNoPush(_ way: String, _ words: String) throws {
    try stand(for: "docker", digest: way == "bare" ? stub.bareDigest : nil)
    let pushed = try run("image", "push", "\(stub.host)/\(way)/serve:1", "--tool", "docker", "--plain-http")
    #expect(pushed.status == 1 && pushed.output.isEmpty)
    #expect(pushed.errors.contains(words), "\(pushed.errors)")
  }

  @Test func aPushWithoutADigestOrThatFailsIsNone() throws {
    try stand(for: "podman", digest: "sha256:12")
    let silent = try run("image", "push", "\(stub.host)/open/a:1", "--tool", "podman", "--plain-http")
    #expect(silent.status == 1 && silent.errors.contains("didn't print the pushed image's digest"))
    try stand(for: "podman", fails: true)
    let failed = try run("image", "push", "\(stub.host)/open/a:1", "--tool", "podman", "--plain-http")
    #expect(failed.status == 1 && failed.errors.contains("podman push failed with status 3"))
    let local = try run("image", "push", "serve", "--tool", "podman")
    #expect(local.status == 1 && local.errors.contains("names no registry"))
  }

  @Test(arguments: ["basic", "bearer"])
  func otherRegistriesTakeTheLoginThatIsThere(_ way: String) throws {
    try stand(for: "podman")
    let name = "\(stub.host)/\(way)/serve:1"
    let refused = try run("image", "push", name, "--tool", "podman", "--plain-http")
    #expect(refused.status == 1, "\(refused.output)")
    let login = Data("anna:geheim".utf8).base64EncodedString()
    try folder.write(Array(#"{"auths": {"\#(stub.host)": {"auth": "\#(login)"}}}"#.utf8), to: "home/config.json")
    let pushed = try run("image", "push", name, "--tool", "podman", "--plain-http")
    #expect(pushed.status == 0, "\(pushed.errors)")
    #expect(!(pushed.errors + pushed.output).contains(login))
  }

  @Test func googlesRegistryGetsATokenThatNobodySees() throws {
    try stand(for: "docker")
    let pushed = try run(
      "image", "push", "serve", "--to", "europe-docker.pkg.dev/google/dogbreed/serve:1", "--tool", "docker")
    #expect(pushed.status == 0, "\(pushed.errors)")
    #expect(pushed.output == "europe-docker.pkg.dev/google/dogbreed/serve@\(stub.digest)\n")
    let login = try String(contentsOf: folder.url.appending(path: "login"), encoding: .utf8)
    let basic = Data("oauth2accesstoken:ya29.x".utf8).base64EncodedString()
    #expect(login == #"{"auths":{"europe-docker.pkg.dev":{"auth":"\#(basic)"}}}"#)
    #expect(try String(contentsOf: folder.url.appending(path: "modes"), encoding: .utf8) == "600\n700\n")
    #expect(try !words().joined().contains { $0.contains("ya29") || $0.contains(basic) })
  }

  @Test func theFirstProgramThatWorksIsTaken() throws {
    try stand(for: "docker", engine: false)
    try stand(for: "podman")
    let built = try run("image", "build", "serve", "--source", source, "--json")
    #expect(built.status == 0, "\(built.errors)")
    #expect(try built.object()["tool"] as? String == "podman")
    let none = try run("image", "build", "serve", "--source", source, environment: ["PATH": home])
    #expect(none.status == 1 && none.errors.contains("--cloud-build"), "\(none.errors)")
    let missing = try run(
      "image", "build", "serve", "--tool", "buildah", "--source", source, environment: ["PATH": home])
    #expect(missing.status == 1 && missing.errors.contains("buildah is not installed"))
    let nowhere = try run("image", "build", "serve", "--source", folder.path)
    #expect(nowhere.status == 1 && nowhere.errors.contains("has no Docker/serve.Dockerfile"))
  }

  @Test func failedBuildsAndWrongWordsSaySo() throws {
    try stand(for: "docker", fails: true)
    let failed = try run("image", "build", "serve", "--tool", "docker", "--source", source)
    #expect(failed.status == 1 && failed.errors.contains("docker build failed with status 3"))
    for words in [["serv"], ["serve", "--build-arg", "=x"], ["serve", "--tool", "make"], ["serve", "--poll", "0"]] {
      let outcome = try program.start(["image", "build"] + words).1()
      #expect(outcome.status == 2, "\(words)")
    }
    let name = try run("image", "build", "serve", "--tag", "A B", "--source", source)
    #expect(name.status == 1 && name.errors.contains("not an image name"))
  }

  @Test func googleBuildsWhereNothingIsHere() throws {
    func build(_ project: String, _ more: String...) throws -> Program.Outcome {
      try program.start(
        [
          "image", "build", "serve", "--cloud-build", "--to", "europe-docker.pkg.dev/google/dogbreed/serve:1",
          "--bucket",
          "kennel", "--project", project, "--poll", "0.05", "--source", source,
        ] + more, environment: stub.environment
      ).1()
    }
    let built = try build("good", "--json", "--build-arg", "SNAPSHOT=20260824T000000Z")
    #expect(built.status == 0, "\(built.errors)")
    #expect(try built.object()["image"] as? String == "europe-docker.pkg.dev/google/dogbreed/serve@\(stub.digest)")
    let sent = try #require(try stub.asked().first { $0["path"] == "/v1/projects/good/locations/global/builds" })
    #expect(sent["login"] == "Bearer ya29.x")
    let body = try #require(
      try JSONSerialization.jsonObject(with: Data((sent["body"] ?? "").utf8)) as? [String: Any])
    // The second name is by the source's hash, so that `cloud train` and `cloud deploy` find it again.
    let images = try #require(body["images"] as? [String])
    #expect(body["timeout"] as? String == "3600s" && images.first == "europe-docker.pkg.dev/google/dogbreed/serve:1")
    #expect(images.count == 2 && images[1].contains(/serve:source-[0-9a-f]{24}$/), "\(images)")
    let steps = try #require(body["steps"] as? [[String: Any]])
    let words = try #require(steps.first?["args"] as? [String])
    #expect(words.contains("/workspace/Docker/serve.Dockerfile") && words.last == "/workspace")
    #expect(words.contains("SNAPSHOT=20260824T000000Z"))
    // The same source is there already: it travels once.
    let failed = try build("bad")
    #expect(failed.status == 1 && failed.errors.contains("step 0 failed"), "\(failed.errors)")
    #expect(failed.errors.contains("https://console.example/b1"))
    let uploads = try stub.asked().filter { $0["path"]?.hasPrefix("/upload/") ?? false }
    #expect(Set(uploads.compactMap { $0["path"] }).count == 1 && uploads.count == 2)
    let before = try stub.asked().count
    let planned = try build("good", "--dry-run")
    #expect(planned.status == 0 && planned.output.contains("storageSource"), "\(planned.errors)")
    #expect(try stub.asked().count == before)
    let bare = try run("image", "build", "serve", "--cloud-build", "--to", "a.example/b:1", "--source", source)
    #expect(bare.status == 1 && bare.errors.contains("--bucket"))
  }

  @Test func healthIsTheServersReadiness() throws {
    #expect(try run("health", "--port", "\(stub.port)").status == 0)
    #expect(try run("health", environment: ["PORT": "\(stub.port)"]).status == 0)
    #expect(try run("health", environment: ["AIP_HTTP_PORT": "\(stub.port)", "PORT": "1"]).status == 0)
    #expect(try run("health", "--port", "1").status == 1)
    #expect(try run("health", "--patience", "0").status == 2)
  }
}

/// The manifests below `Deploy/`, checked against the schemas of Kubernetes and the types of Kubeflow's client.
@Suite struct ManifestTests {
  /// Whether the reference Python has the schemas.
  private static let available =
    (try? ReferencePython.run("import kubernetes_validate, kubeflow, yaml")) != nil

  private static func check(_ more: String...) throws -> [String] {
    let script = try String(
      contentsOf: RealImages.checkout.appending(path: "Tests/Reference/manifests.py"), encoding: .utf8)
    let deploy = RealImages.checkout.appending(path: "Deploy").path
    return try ReferencePython.run(script, [deploy] + more).split(separator: "\n").map(String.init)
  }

  @Test(.enabled(if: available)) func allAreAccepted() throws {
    let told = try Self.check()
    #expect(told.count >= 6)
    for line in told { #expect(line.hasSuffix(" ok"), "\(line)") }
  }

  @Test(.enabled(if: available)) func aWrongKeyIsFoundWhereverItStands() throws {
    let told = try Self.check("--spoil")
    // The last line counts the places that were spoilt; a line before it is one that nobody noticed.
    #expect(told.count == 1 && told.last?.hasSuffix(" places spoilt") == true, "\(told)")
    #expect(told.last?.split(separator: " ").first.flatMap { Int($0) } ?? 0 > 50, "\(told)")
  }
}
