extension DecodingError {
  /// The key and the problem as a clause, without Foundation's wording: "images.0.file is missing".
  package var reason: String {
    switch self {
    case .keyNotFound(let key, let context): "\(Self.text(of: context.codingPath + [key])) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "\(Self.text(of: context.codingPath)) has the wrong type"
    case .dataCorrupted(let context):
      context.codingPath.isEmpty ? "it is not JSON" : "\(Self.text(of: context.codingPath)) has a wrong value"
    @unknown default: "it can't be read"
    }
  }

  private static func text(of path: [any CodingKey]) -> String { path.map(\.stringValue).joined(separator: ".") }
}
