import Foundation

/// What is known about a class besides its name. Ranges are [minimum, maximum].
package struct Facts: Codable, Hashable, Sendable {
  package let group: String
  package let origin: String
  /// At the shoulder, in centimetres.
  package let height: [Double]
  /// In kilograms.
  package let weight: [Double]
  /// In years.
  package let life: [Double]
  package let coat: String
  package let temperament: String
}

/// The facts by class identifier, from `breeds.json`.
package struct ClassFacts: Sendable {
  private let facts: [String: Facts]

  private struct Entry: Decodable {
    let id: String
    let facts: Facts

    enum CodingKeys: CodingKey { case id }

    init(from decoder: any Decoder) throws {
      id = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .id)
      facts = try Facts(from: decoder)
    }
  }

  /// Throws `DecodingError` when the JSON isn't a list of facts.
  package init(json: [UInt8]) throws {
    let entries = try JSONDecoder().decode([Entry].self, from: Data(json))
    facts = Dictionary(entries.map { ($0.id, $0.facts) }) { first, _ in first }
  }

  /// The facts embedded in the program.
  package static func embedded() throws -> ClassFacts { try ClassFacts(json: PackageResources.breeds_json) }

  package subscript(id: String) -> Facts? { facts[id] }

  package var ids: [String] { facts.keys.sorted() }
}
