import Foundation
import Support
import Transport

/// Any JSON value, for what others wrote and is to be kept as it is.
package enum JSONTree: Codable, Sendable, Equatable {
  case null
  case bool(Bool)
  case whole(Int64)
  case number(Double)
  case text(String)
  case list([JSONTree])
  case object([String: JSONTree])

  package init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let found = try? value.decode(Bool.self) {
      self = .bool(found)
    } else if let found = try? value.decode(Int64.self) {
      self = .whole(found)
    } else if let found = try? value.decode(Double.self) {
      self = .number(found)
    } else if let found = try? value.decode(String.self) {
      self = .text(found)
    } else if let found = try? value.decode([JSONTree].self) {
      self = .list(found)
    } else {
      self = .object(try value.decode([String: JSONTree].self))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .null: try value.encodeNil()
    case .bool(let found): try value.encode(found)
    case .whole(let found): try value.encode(found)
    case .number(let found): try value.encode(found)
    case .text(let found): try value.encode(found)
    case .list(let found): try value.encode(found)
    case .object(let found): try value.encode(found)
    }
  }

  /// The tree of a body of our own. Throws `CloudError` of kind `usage`.
  package init(of body: some Encodable) throws(CloudError) {
    do {
      self = try JSONDecoder().decode(JSONTree.self, from: JSONText.data(body))
    } catch {
      throw CloudError(.usage, "A request could not be written as JSON")
    }
  }

  /// A member of an object; nil where this is none, or has no such member. Setting nil removes it.
  package subscript(_ key: String) -> JSONTree? {
    get {
      guard case .object(let members) = self else { return nil }
      return members[key]
    }
    set {
      guard case .object(var members) = self else { return }
      members[key] = newValue
      self = .object(members)
    }
  }

  /// Its elements; empty where this is not a list.
  package var elements: [JSONTree] {
    guard case .list(let found) = self else { return [] }
    return found
  }

  /// Its text; nil where this is none.
  package var string: String? {
    guard case .text(let found) = self else { return nil }
    return found
  }

  /// This with another laid over it: members of objects one by one, null removes one (RFC 7396); lists of objects
  /// element by element in their order, so that a part of one can be changed; everything else is replaced.
  package func merging(_ other: JSONTree) -> JSONTree {
    switch (self, other) {
    case (.object(let own), .object(let over)):
      var members = own
      for (key, value) in over {
        members[key] = value == .null ? nil : (members[key] ?? .object([:])).merging(value)
      }
      return .object(members)
    case (_, .object(let over)):
      return JSONTree.object([:]).merging(.object(over))
    case (.list(let own), .list(let over)) where (own + over).allSatisfy(\.isObject):
      let common = zip(own, over).map { $0.merging($1) }
      return .list(common + own.dropFirst(common.count) + over.dropFirst(common.count))
    default: return other
    }
  }

  private var isObject: Bool {
    if case .object = self { true } else { false }
  }
}
