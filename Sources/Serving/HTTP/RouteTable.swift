import HTTPTypes
import Hummingbird

/// The server's routes as one list of values, so that it can be inspected, added to the router, and queried for a
/// path's methods.
package struct RouteTable: Sendable {
  package typealias Handler = @Sendable (Request, ServingContext) async throws -> Response

  package struct Route: Sendable {
    /// The HTTP method.
    package let method: HTTPRequest.Method
    /// A path whose `{name}` segments stand for anything.
    package let path: String
    /// Whether it is asked by what watches the server, which must never be turned away.
    package let isProbe: Bool
    /// Whether it needs no key.
    package let isOpen: Bool
    let handler: Handler
  }

  /// All routes, in the order they were added.
  package private(set) var routes: [Route] = []

  /// Two routes for one method and path.
  package struct Clash: Error, Hashable, CustomStringConvertible {
    /// The method and path that two routes have.
    package let method: String, path: String
    package var description: String {
      "\(method) \(path) is used twice; give the route another path (AIP_PREDICT_ROUTE, AIP_HEALTH_ROUTE)."
    }
  }

  mutating func add(
    _ method: HTTPRequest.Method, _ path: String, isProbe: Bool = false, isOpen: Bool = false,
    _ handler: @escaping Handler
  ) throws(Clash) {
    guard !routes.contains(where: { $0.method == method && Self.same($0.path, path) }) else {
      throw Clash(method: method.rawValue, path: path)
    }
    routes.append(Route(method: method, path: path, isProbe: isProbe, isOpen: isOpen, handler: handler))
  }

  mutating func get(_ path: String, _ handler: @escaping Handler) throws(Clash) { try add(.get, path, handler) }
  mutating func post(_ path: String, _ handler: @escaping Handler) throws(Clash) { try add(.post, path, handler) }

  /// Adds a GET route for what watches whether the server is well, which needs no key.
  mutating func probe(_ path: String, _ handler: @escaping Handler) throws(Clash) {
    try add(.get, path, isProbe: true, isOpen: true, handler)
  }

  /// The paths of the probes.
  package var probes: Set<String> { Set(routes.filter(\.isProbe).map(\.path)) }

  /// The paths that need no key.
  package var open: Set<String> { Set(routes.filter(\.isOpen).map(\.path)) }

  func register(on router: Router<ServingContext>) {
    for route in routes { router.on(RouterPath(route.path), method: route.method, use: route.handler) }
  }

  /// The methods that are answered at `path`, in the order of their names; empty when none is.
  package func methods(at path: String) -> [String] {
    let found = routes.filter { Self.matches(Self.segments(path), Self.segments($0.path)) }.map(\.method)
    return Set(found.map(\.rawValue) + (found.contains(.get) ? ["HEAD"] : [])).sorted()
  }

  private static func segments(_ path: String) -> [Substring] { path.split(separator: "/") }

  private static func same(_ one: String, _ other: String) -> Bool {
    let plain = { (path: String) in segments(path).map { $0.hasPrefix("{") ? "{}" : $0 } }
    return plain(one) == plain(other)
  }

  private static func matches(_ path: [Substring], _ template: [Substring]) -> Bool {
    path.count == template.count && zip(path, template).allSatisfy { $1.hasPrefix("{") || $0 == $1 }
  }
}
