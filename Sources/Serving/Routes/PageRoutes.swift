import HTTPTypes
import Hummingbird
import Taxonomy

/// `GET /`, `POST /` (a plain form), and the page about the API.
struct PageRoutes: Sendable {
  let predictor: AdmittedClassifier
  let intake: ImageIntake
  let templates: Templates
  /// Where photos wait for "Is this right?"; nil without `--feedback`.
  let pending: FeedbackBuffer?
  let predictPath: String
  let forwarding: Forwarding
  /// Whether the metrics are answered here, and not at an address of their own.
  let hasMetrics: Bool

  func add(to table: inout RouteTable) throws(RouteTable.Clash) {
    try table.get("/") { _, _ in .html(try templates.render("home")) }
    try table.post("/") { request, _ in
      let type = request.headers[.contentType] ?? ""
      return try await answer(request) { try Self.photo(in: $0, type) }
    }
    try table.get("/api") { request, context in
      let model = (try? predictor.slot.current().card.name) ?? "{model}"
      // It is about code, and English as that is.
      return try PageLanguage.$current.withValue("en") {
        Response.html(
          try templates.render(
            "api", title: "API",
            [
              "origin": origin(of: request, context), "predictPath": predictPath, "model": model,
              "hasMetrics": hasMetrics,
            ]))
      }
    }
  }

  /// Where the client finds this server.
  private func origin(of request: Request, _ context: ServingContext) -> String {
    let scheme = forwarding.isSecure(request, context.address) ? "https" : "http"
    return "\(scheme)://\(request.head.authority ?? "localhost")"
  }

  /// The photo of the page's form.
  private static func photo(in bytes: [UInt8], _ type: String) throws(Problem) -> [UInt8] {
    guard HeaderParameters(type).value == "multipart/form-data" else {
      throw .malformed("This isn't the page's form; choose a photo and submit it again.")
    }
    guard let image = try ImageReader.files(bytes, contentType: type).first else { throw try missing(bytes, type) }
    return try image.content.get()
  }

  /// The page with the answer for the image that `read` finds in the request's body.
  func answer(_ request: Request, _ read: @escaping @Sendable ([UInt8]) throws -> [UInt8]) async throws -> Response {
    let answered = try await intake.classify(request) { bytes in
      ImageBatch(
        [ImageInput(name: nil, .success(try read(bytes)))],
        ClassificationRequest(top: 5, explain: true, shownSide: PhotoView.side, neighbours: NeighbourView.count))
    }
    guard case .success(let outcome)? = answered.outcomes.first,
      case .success(let image)? = answered.batch.images.first?.content
    else {
      throw Problem.failed
    }
    let token = pending.map { $0.put(image) }
    let card = outcome.card.speaking(PageLanguage.current)
    let page = templates.words(of: card)
    let answer = outcome.classification.answer.named(by: card)
    return .html(
      try templates.render(
        "answer", title: ResultView.title(answer, page: page), of: card,
        ResultView.values(outcome.classification, answer, card: card, page: page, token: token)))
  }

  /// Why a form has no photo.
  private static func missing(_ bytes: [UInt8], _ type: String) throws(Problem) -> Problem {
    let chosen = try ImageReader.parts(bytes, contentType: type).contains { $0.fileName?.isEmpty == false }
    return chosen
      ? Problem(status: 400, title: "This file is empty", detail: "Choose another photo.")
      : Problem(status: 400, title: "No photo was chosen", detail: "Choose one and send it again.")
  }
}
