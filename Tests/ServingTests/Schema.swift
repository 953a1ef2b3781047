import Foundation

/// As much of JSON Schema (2020-12) as the API's description uses: says where a value doesn't fit.
struct Schema {
  /// The whole document, which `$ref` points into.
  let document: [String: Any]

  struct Unknown: Error { let keyword: String }

  private static let keywords: Set = [
    "type", "description", "required", "properties", "additionalProperties", "items", "minItems", "maxItems", "enum",
    "const", "minimum", "maximum", "minLength", "oneOf", "$ref", "format", "contentEncoding", "default",
  ]

  /// The faults of a value, each with its place; empty when it fits.
  func faults(_ value: Any, _ schema: [String: Any], at place: String = "$") throws -> [String] {
    for keyword in schema.keys where !Self.keywords.contains(keyword) { throw Unknown(keyword: keyword) }
    if let reference = schema["$ref"] as? String { return try faults(value, resolve(reference), at: place) }
    if let choices = schema["oneOf"] as? [[String: Any]] {
      let fitting = try choices.filter { try faults(value, $0, at: place).isEmpty }.count
      return fitting == 1 ? [] : ["\(place) fits \(fitting) of the choices"]
    }
    var found: [String] = []
    if let type = schema["type"],
      !((type as? [String]) ?? [type as? String ?? ""]).contains(where: { Self.is(value, $0) })
    {
      return ["\(place) is not a \(type)"]
    }
    if let allowed = schema["enum"] as? [String], !allowed.contains(value as? String ?? "") {
      found.append("\(place) is none of \(allowed)")
    }
    if let number = value as? Double {
      if let least = schema["minimum"] as? Double, number < least { found.append("\(place) is under \(least)") }
      if let most = schema["maximum"] as? Double, number > most { found.append("\(place) is over \(most)") }
    }
    if let list = value as? [Any] {
      if let least = schema["minItems"] as? Int, list.count < least { found.append("\(place) is too short") }
      if let most = schema["maxItems"] as? Int, list.count > most { found.append("\(place) is too long") }
      if let items = schema["items"] as? [String: Any] {
        for (index, item) in list.enumerated() { found += try faults(item, items, at: "\(place)[\(index)]") }
      }
    }
    if let object = value as? [String: Any] { found += try members(object, schema, at: place) }
    return found
  }

  private func members(_ object: [String: Any], _ schema: [String: Any], at place: String) throws -> [String] {
    let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
    var found = (schema["required"] as? [String] ?? []).filter { object[$0] == nil }.map { "\(place) lacks \($0)" }
    for (name, value) in object {
      if let known = properties[name] {
        found += try faults(value, known, at: "\(place).\(name)")
      } else if let other = schema["additionalProperties"] as? [String: Any] {
        found += try faults(value, other, at: "\(place).\(name)")
      } else if schema["additionalProperties"] as? Bool == false {
        found.append("\(place) has \(name), which isn't described")
      }
    }
    return found
  }

  func resolve(_ reference: String) -> [String: Any] {
    reference.dropFirst(2).split(separator: "/").reduce(document as Any) { ($0 as? [String: Any])?[String($1)] as Any }
      as? [String: Any] ?? [:]
  }

  private static func `is`(_ value: Any, _ type: String) -> Bool {
    switch type {
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "string": value is String
    case "boolean": value is Bool
    case "number": value is Double
    case "integer": (value as? Double).map { $0 == $0.rounded() } ?? false
    default: false
    }
  }
}
