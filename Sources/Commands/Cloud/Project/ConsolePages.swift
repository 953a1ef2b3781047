import GoogleCloud

/// Says where Google's console shows what was made.
enum ConsolePages {
  static func say(job name: String, project: String) {
    if let page = ConsoleAddress.job(name) { Console.error("job: \(page)") }
    if let page = ConsoleAddress.log(ofJob: name, project: project) { Console.error("log: \(page)") }
  }

  static func say(_ target: CloudTarget, name: String, address: String, place: CloudPlace) {
    let page: String? =
      switch target {
      case .cloudRun: ConsoleAddress.service(name, region: place.region, project: place.project)
      case .appEngine: ConsoleAddress.versions(of: name, project: place.project)
      case .vertexEndpoint: ConsoleAddress.endpoint(address)
      }
    if let page { Console.error("console: \(page)") }
  }
}
