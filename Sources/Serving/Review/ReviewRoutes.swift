import Foundation
import HTMLPages
import HTTPTypes
import Hummingbird
import Review

/// The page for reviewing labels, and what its script asks for.
struct ReviewRoutes: Sendable {
  let desk: any ReviewDesk
  let token: ReviewToken
  let reader = BodyReader(limit: 1 << 20, budget: BodyBudget(bytes: 8 << 20))

  private static let assets: [(name: String, type: String, bytes: [UInt8])] = [
    ("review.css", "text/css; charset=utf-8", PackageResources.palette_css + PackageResources.review_css),
    ("review.js", "text/javascript; charset=utf-8", PackageResources.review_js),
    ("sweep.js", "text/javascript; charset=utf-8", PackageResources.sweep_js),
    ("icon.svg", "image/svg+xml", PackageResources.icon_svg),
  ]

  /// Throws `RouteTable.Clash`, and `HTMLTemplates.Missing` for a damaged resource.
  func add(to table: inout RouteTable) throws {
    let page = try HTMLTemplates([("review", PackageResources.review_mustache)]).render("review", ["token": token.text])
    try table.get("/") { _, _ in .html(page) }
    for asset in Self.assets {
      try table.get("/\(asset.name)") { _, _ in .bytes(asset.bytes, type: asset.type) }
    }
    try table.get("/api/overview") { _, _ in try .json(await desk.overview()) }
    try table.get("/api/items") { request, _ in
      let queue = try queue(of: request)
      return try .json(ReviewReply(overview: await desk.overview(), items: await desk.items(queue, most: 3)))
    }
    try table.get("/api/grid") { request, _ in
      let query = request.uri.queryParameters
      let grid = try await desk.grid(
        of: query["class"].map(String.init) ?? "", isPredicted: query["predicted"] == "1",
        from: number(query["from"], 0...10_000_000) ?? 0, most: 60)
      return try .json(grid)
    }
    try table.get("/image/{number}") { request, context in
      let side = number(request.uri.queryParameters["side"], 16...2048) ?? 1024
      return .bytes(try await desk.image(image(of: context), side: side), type: "image/jpeg")
    }
    try table.get("/api/map/{number}") { request, context in
      let id = request.uri.queryParameters["class"].map(String.init) ?? ""
      guard let map = try await desk.map(image(of: context), of: id) else {
        throw Problem.notFound("Nothing is known of this class yet.")
      }
      return try .json(map)
    }
    try table.post("/api/decide") { request, _ in try .json(await desk.decide(body(of: request))) }
    try table.post("/api/undo") { request, _ in
      let asked: Asked = try await body(of: request)
      return try .json(await desk.undo(asked.queue ?? .doubts))
    }
    try table.post("/api/apply") { request, _ in
      let asked: Asked = try await body(of: request)
      return try .json(await desk.apply(asked.to))
    }
    try table.post("/api/revert") { request, _ in
      let _: Asked = try await body(of: request)
      return try .json(await desk.revert())
    }
  }

  private struct Asked: Decodable {
    let queue: ReviewQueue?
    let to: CorrectedTable.Kind?
  }

  private func queue(of request: Request) throws(Problem) -> ReviewQueue {
    guard let queue = request.uri.queryParameters["queue"].flatMap({ ReviewQueue(rawValue: String($0)) }) else {
      throw .malformed("There is no such queue.")
    }
    return queue
  }

  private func image(of context: ServingContext) throws(Problem) -> Int {
    guard let number = number(context.parameters.get("number").map { $0[...] }, 0...100_000_000) else {
      throw .notFound("There is no such image.")
    }
    return number
  }

  private func number(_ text: Substring?, _ range: ClosedRange<Int>) -> Int? {
    text.flatMap { Int($0) }.flatMap { range.contains($0) ? $0 : nil }
  }

  private func body<Value: Decodable>(of request: Request) async throws -> Value {
    let bytes = try await reader.body(of: request).consume()
    guard let value = try? JSONDecoder().decode(Value.self, from: Data(bytes)) else {
      throw Problem.malformed("This isn't what the page sends; load it again.")
    }
    return value
  }
}
