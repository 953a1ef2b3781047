import Foundation
import GoogleCloud
import TestSupport
import Testing
import Transport

@testable import Commands

/// Every request of every deployment, with every fault: afterwards the state is the new one or the one before, or the
/// output names what still runs and costs.
@Suite struct DeploymentFaultTests {
  enum Flow: String, CaseIterable {
    case runFirst, runSecond, runCanary, engineFirst, engineSecond, endpointFirst, endpointSecond
    case runStop, engineStop, endpointStop

    var target: CloudTarget {
      rawValue.hasPrefix("run") ? .cloudRun : rawValue.hasPrefix("engine") ? .appEngine : .vertexEndpoint
    }
    var isSecond: Bool { !rawValue.hasSuffix("First") }
    var isStop: Bool { rawValue.hasSuffix("Stop") }
  }

  private struct Outcome {
    var failure: String?
    var said: [String] = []
  }

  private static var facts: [String: Any] { ["uri": "https://s.example", "stall": 0.2] }

  private let stub: CloudStub
  private let place = CloudPlace(project: "p", region: "europe-west4", bucket: "bkt", repository: "dogbreed")

  init() throws {
    stub = try CloudStub(lives: "success")
    try stub.set(Self.facts)
  }

  private func plan(_ target: CloudTarget, _ stamp: String, _ work: DeploymentWork, share: Int) throws
    -> any DeploymentCourse
  {
    let needs = ServingNeeds(modelBytes: 30 << 20, memory: 500)
    let model = ["DOGBREED_MODEL": "gs://bkt/m"]
    switch target {
    case .cloudRun:
      var plan = CloudRunPlan(
        name: "dogbreed", image: "i.example/x:1", size: try CloudRunSize(for: needs, memory: nil, cores: nil),
        revision: stamp)
      (plan.environment, plan.labels, plan.share) = (model, ["app": "dogbreed"], share)
      return CloudRunCourse(plan, work)
    case .appEngine:
      var plan = try AppEnginePlan(image: "i.example/x:1", needs: needs, version: stamp)
      (plan.environment, plan.service) = (model, "dogs")
      return AppEngineCourse(plan, work)
    case .vertexEndpoint:
      var plan = EndpointPlan(
        name: "dogbreed", image: "i.example/x:1", machine: try MachineChoice(parsing: "n1-standard-4"), stamp: stamp)
      (plan.number, plan.labels, plan.model) = ("1\(stamp.dropFirst())", ["app": "dogbreed"], "gs://bkt/m")
      return EndpointCourse(plan, work)
    }
  }

  /// A client for many deployments, since each would make its own connections.
  private func work<Value>(_ body: (DeploymentWork) async throws -> Value) async throws -> Value {
    try await GoogleClient.with(environment: stub.environment) { client in
      var client = client
      (client.policy.base, client.policy.ceiling, client.policy.deadline) = (
        .milliseconds(2), .milliseconds(20), .seconds(60)
      )
      return try await body(
        DeploymentWork(client: client, place: place, patience: .seconds(60), first: .milliseconds(1)))
    }
  }

  /// - isPatient: Whether a fault that goes away is waited for.
  private func run(
    _ flow: Flow, _ work: DeploymentWork, stamp: String, isPatient: Bool = true
  ) async throws -> Outcome {
    var client = work.client
    if !isPatient { client.policy.deadline = .milliseconds(100) }
    let work = DeploymentWork(client: client, place: place, patience: work.patience, first: work.first)
    var outcome = Outcome()
    do {
      if flow.isStop {
        let services = CloudServices(client: client, place: place)
        let found = try await services.running([flow.target])
        for (step, why) in await work.runAll(found.map(\.stop), root: services.operationRoot(flow.target)) {
          outcome.said.append("\(step.what) still runs and costs: \(why)")
        }
      } else {
        let course = try plan(flow.target, stamp, work, share: flow == .runCanary ? 10 : 100)
        _ = try await Deployer(work: work).deploy(course, say: { outcome.said.append($0) }, check: { _ in })
      }
    } catch {
      outcome.failure = "\(error)"
    }
    return outcome
  }

  /// What is deployed, a line for each thing and share, with the name that the output must have where it is left over.
  private func things() throws -> [String: String] {
    let state = try stub.deployments()
    var found: [String: String] = [:]
    for (name, shares) in state["run"] as? [String: [[Any]]] ?? [:] {
      for share in shares { found["service \(name): \(share)"] = name }
      found["service \(name)"] = name
    }
    for (name, versions) in state["engine"] as? [String: [String]] ?? [:] {
      for version in versions { found["version \(version) of \(name)"] = "\(version) of \(name)" }
    }
    for (name, split) in state["split"] as? [String: [String: Any]] ?? [:] {
      for (version, share) in split { found["share \(share) of \(version) of \(name)"] = name }
    }
    for (name, endpoint) in state["endpoints"] as? [String: [String: Any]] ?? [:] {
      found["endpoint \(name)"] = name
      for model in endpoint["models"] as? [String] ?? [] { found["\(model) on \(name)"] = "\(model) on \(name)" }
      found["split of \(name): \(endpoint["split"] ?? "")"] = name
    }
    for (name, versions) in state["models"] as? [String: [String]] ?? [:] {
      for version in versions { found["model \(name)@\(version)"] = name }
    }
    return found
  }

  private func begin(_ facts: [String: Any] = [:]) throws {
    // The number makes it differ from what the stub has learned already.
    try stub.set(facts.merging(["restore": true, "nonce": UUID().uuidString]) { $1 })
  }

  /// What isn't as it should be and is not named.
  private func unnamed(_ now: [String: String], _ wanted: [String: String], _ outcome: Outcome) -> [String] {
    let different = Set(now.keys).symmetricDifference(wanted.keys)
    return different.filter { thing in
      let name = now[thing] ?? wanted[thing] ?? ""
      return !outcome.said.contains {
        $0.contains(name) && ($0.contains("may still run and cost") || $0.contains("still runs and costs"))
      }
    }.sorted()
  }

  @Test(arguments: Flow.allCases) func theStateIsOneOfTwoOrIsNamed(_ flow: Flow) async throws {
    try await work { work in
      if flow.isSecond {
        let first: Flow =
          flow.target == .cloudRun ? .runFirst : flow.target == .appEngine ? .engineFirst : .endpointFirst
        #expect(try await run(first, work, stamp: "v1").failure == nil)
      }
      try stub.set(Self.facts.merging(["save": true]) { $1 })
      // The first request learns it.
      _ = try await CloudServices(client: work.client, place: place).running([flow.target])
      let before = try things()
      try begin()
      let asked = try stub.requests().count
      #expect(try await run(flow, work, stamp: "v2").failure == nil)
      let requests = try stub.requests().dropFirst(asked).filter { $0["path"] as? String != "/token" }
      let after = try things()
      #expect(after != before && requests.count > 1)
      var cases = 0
      for (moment, request) in requests.enumerated() {
        // What only asks is as good as not done where its answer is lost.
        let lost = request["method"] as? String == "GET" ? [] : ["lost", "500", "stall"]
        let once = (["503", "403", "cut", "garbage"] + lost).map { ($0, 1) }
        for (kind, times) in once + [("403", 1000), ("cut", 1000)] {
          try begin(["fault": ["kind": kind, "at": moment, "times": times]])
          let outcome = try await run(flow, work, stamp: "v2", isPatient: times == 1)
          let left = unnamed(try things(), outcome.failure != nil ? before : after, outcome)
          #expect(left.isEmpty, "\(flow) request \(moment) \(kind) × \(times): \(left), said \(outcome.said)")
          cases += 1
        }
      }
      print("\(flow.rawValue): \(cases) faults at \(requests.count) requests: each state named, or one of the two")
    }
  }

  /// Somebody who makes a service of that name in between keeps it.
  @Test func aServiceMadeMeanwhileIsKept() async throws {
    try stub.set(Self.facts.merging(["taken": true]) { $1 })
    let outcome = try await work { try await run(.runFirst, $0, stamp: "v2") }
    #expect(outcome.failure == nil)
    let shares = try stub.deployments()["run"] as? [String: [[Any]]]
    #expect(shares?["dogbreed"]?.first?.first as? String == "dogbreed-v2")
    let made = try stub.requests().filter { ($0["path"] as? String ?? "").hasSuffix("/services") }
    #expect(made.count == 2 && made.allSatisfy { $0["method"] as? String == "POST" })
    #expect(try stub.requests().allSatisfy { $0["method"] as? String != "DELETE" })
  }

  /// What others deployed under the same name is neither replaced nor stopped.
  @Test(arguments: [Flow.runFirst, .engineFirst, .endpointFirst]) func whatOthersDeployedStays(_ flow: Flow)
    async throws
  {
    try await work { work in
      #expect(try await run(flow, work, stamp: "v1").failure == nil)
      try stub.set(Self.facts.merging(["foreign": true]) { $1 })
      _ = try await CloudServices(client: work.client, place: place).running([flow.target])
      let before = try things()
      let outcome = try await run(flow, work, stamp: "v2")
      #expect(outcome.failure?.contains("--name") == true, "\(outcome.failure ?? "")")
      let after = try things()
      #expect(after == before)
    }
  }
}
