/// Where to send predictions: a URL of this program's own API, or a Vertex AI endpoint's name.
enum DeployedAddress: Sendable {
  /// - audience: what an identity token is made out to, the service's own URL whatever is asked.
  case server(String, audience: String)
  case endpoint(String)

  var text: String {
    switch self {
    case .server(let address, _), .endpoint(let address): address
    }
  }
}
