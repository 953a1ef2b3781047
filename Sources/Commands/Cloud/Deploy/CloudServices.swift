import GoogleCloud
import Transport

/// What this program deployed in a project and region, and how to end it.
struct CloudServices: Sendable {
  /// Something that runs, and the step that ends it.
  struct Stoppable: Sendable {
    let service: RunningService
    let stop: UndoStep
  }

  let client: GoogleClient
  let place: CloudPlace

  private var cloudRun: CloudRunRequests { CloudRunRequests(place.site(client.endpoints)) }
  private var appEngine: AppEngineRequests { AppEngineRequests(endpoints: client.endpoints, project: place.project) }
  private var endpoints: EndpointRequests { EndpointRequests(place.site(client.endpoints)) }

  /// What listing asks first.
  static func requests(_ endpoints: Endpoints, _ place: CloudPlace, _ targets: [CloudTarget]) -> [CloudRequest] {
    targets.map { target in
      switch target {
      case .cloudRun: CloudRunRequests(place.site(endpoints)).list()
      case .appEngine: AppEngineRequests(endpoints: endpoints, project: place.project).services()
      case .vertexEndpoint: EndpointRequests(place.site(endpoints)).list()
      }
    }
  }

  /// What runs, with the steps that end each; a target whose API is off has nothing. Throws `CloudError`.
  func running(_ targets: [CloudTarget]) async throws(CloudError) -> [Stoppable] {
    var found: [Stoppable] = []
    for target in targets {
      do throws(CloudError) {
        switch target {
        case .cloudRun: found += try await runServices()
        case .appEngine: found += try await engineVersions()
        case .vertexEndpoint: found += try await deployedModels()
        }
      } catch {
        guard error.reason == "SERVICE_DISABLED" else { throw error }
      }
    }
    return found
  }

  /// What operations of a target's names follow.
  func operationRoot(_ target: CloudTarget) -> String {
    switch target {
    case .cloudRun: cloudRun.operationRoot
    case .appEngine: appEngine.operationRoot
    case .vertexEndpoint: endpoints.operationRoot
    }
  }

  private func runServices() async throws(CloudError) -> [Stoppable] {
    var found: [Stoppable] = []
    var page: String?
    repeat {
      let answer = try await client.json(CloudRunPage.self, cloudRun.list(page: page))
      for report in answer.services ?? [] where report.labels?["app"] == "dogbreed" {
        guard let name = report.name?.split(separator: "/").last.map(String.init) else { continue }
        found.append(
          Stoppable(
            service: RunningService(report, name: name, region: place.region),
            stop: UndoStep(what: "the service \(name)", request: cloudRun.delete(name))))
      }
      page = answer.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
    } while page != nil
    return found
  }

  private func engineVersions() async throws(CloudError) -> [Stoppable] {
    var found: [Stoppable] = []
    var services: [String] = []
    var page: String?
    repeat {
      let request = appEngine.services(page: page)
      let answer = try await client.send(request)
      // There is no app.
      if answer.status == 404 { return [] }
      let report = try answer.decoded(AppEngineServiceReport.self, of: request)
      services += (report.services ?? []).compactMap(\.id)
      page = report.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
    } while page != nil
    for service in services {
      repeat {
        let answer = try await client.json(
          AppEngineVersionPage.self, appEngine.versions(of: service, page: page))
        for version in answer.versions ?? [] where version.isOurs {
          let id = version.id ?? ""
          found.append(
            Stoppable(
              service: RunningService(version, service: service),
              stop: UndoStep(what: "the version \(id) of \(service)", request: try appEngine.stop(id, of: service))))
        }
        page = answer.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
      } while page != nil
    }
    return found
  }

  private func deployedModels() async throws(CloudError) -> [Stoppable] {
    var found: [Stoppable] = []
    var page: String?
    repeat {
      let answer = try await client.json(EndpointReport.self, endpoints.list(page: page))
      for endpoint in answer.endpoints ?? [] {
        // Those without traffic go first; the last to go takes the traffic with it.
        let models = (endpoint.deployedModels ?? []).sorted {
          (endpoint.trafficSplit?[$0.id ?? ""] ?? 0) < (endpoint.trafficSplit?[$1.id ?? ""] ?? 0)
        }
        for (place, model) in models.enumerated() {
          let id = model.id ?? ""
          let last = models.last?.id ?? ""
          let keeps = place + 1 < models.count && endpoint.trafficSplit?[id] ?? 0 > 0
          found.append(
            Stoppable(
              service: RunningService(model, on: endpoint),
              stop: UndoStep(
                what: "the model \(id) on \(endpoint.name)",
                request: try endpoints.undeploy(id, endpoint: endpoint.name, split: keeps ? [last: 100] : nil))))
        }
      }
      page = answer.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
    } while page != nil
    return found
  }
}
