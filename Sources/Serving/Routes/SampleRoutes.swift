import HTTPTypes
import Hummingbird
import Taxonomy

/// The images that a model brings along to be tried: each as a file, and its answer as a page.
struct SampleRoutes: Sendable {
  let slot: ModelSlot
  let pages: PageRoutes

  /// The values of the pages' template: where each image and its answer are.
  static func values(_ model: any Classifier) -> [[String: String]] {
    // The version makes another model's image another address.
    let version = model.card.version.prefix(8)
    return model.samples.indices.map { index in
      ["number": "\(index + 1)", "path": "/samples/\(index + 1)", "image": "/samples/\(index + 1)?v=\(version)"]
    }
  }

  func add(to table: inout RouteTable) throws(RouteTable.Clash) {
    try table.get("/samples/{number}") { _, context in
      var response = Response.bytes(try image(context), type: "image/jpeg")
      response.headers[.cacheControl] = "public, max-age=3600"
      return response
    }
    try table.post("/samples/{number}") { request, context in
      let bytes = try image(context)
      return try await pages.answer(request) { _ in bytes }
    }
  }

  private func image(_ context: ServingContext) throws(Problem) -> [UInt8] {
    let samples = try slot.current().samples
    guard let number = context.parameters.get("number").flatMap({ Int($0) }), number > 0, number <= samples.count else {
      throw Problem(status: 404, title: "No such sample", detail: "This model brings \(samples.count) images to try.")
    }
    return samples[number - 1]
  }
}
