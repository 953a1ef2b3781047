import Hummingbird
import Taxonomy

/// `GET /`, `POST /` (a plain form), and the page about the API.
struct PageRoutes: Sendable {
  let predictor: AdmittedClassifier
  let intake: PictureIntake
  let templates: Templates
  let facts: FactBook
  /// Where photographs wait for "Is this right?"; nil without `--feedback`.
  let shelf: Shelf?
  let predictPath: String

  func add(to table: inout RouteTable) throws(RouteTable.Clash) {
    try table.get("/") { _, _ in .html(try templates.render("home")) }
    try table.post("/") { request, _ in try await answer(request) }
    try table.get("/api") { request, _ in
      let host = request.head.authority ?? "localhost"
      let model = (try? predictor.slot.current().card.name) ?? "{model}"
      return .html(
        try templates.render(
          "api", title: "API", ["origin": "http://\(host)", "predictPath": predictPath, "model": model]))
    }
  }

  private func answer(_ request: Request) async throws -> Response {
    let (batch, outcomes) = try await intake.classify(request) { body in
      let type = request.headers[.contentType] ?? ""
      guard HeaderParameters(type).value == "multipart/form-data" else {
        throw Problem.malformed("This isn't the page's form; choose a photograph and send it again.")
      }
      guard let picture = try PictureReader.files(Array(buffer: body), contentType: type).first else {
        throw Problem.malformed("No photograph was chosen; choose one and send it again.")
      }
      return PictureBatch([picture], ClassificationRequest(top: 5, explain: true, seen: true))
    }
    guard case .success(let outcome)? = outcomes.first, let picture = batch.pictures.first else { throw Problem.failed }
    let guess = outcome.classification.answer.predictions.first
    let token = shelf.map { $0.put(picture.bytes) }
    return .html(
      try templates.render(
        "answer", title: guess?.label, ResultView.values(outcome, facts: facts, token: token)))
  }
}
