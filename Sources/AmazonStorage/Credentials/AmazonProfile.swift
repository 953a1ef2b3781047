import Foundation
import Support

/// What the files of AWS's tools say of one profile; pure.
package struct AmazonProfile: Sendable, Equatable {
  /// The profile's name.
  package let name: String
  private let values: [String: String]
  private let services: [String: String]

  package init(name: String = "default", values: [String: String] = [:], services: [String: String] = [:]) {
    (self.name, self.values, self.services) = (name, values, services)
  }

  /// The value of a setting; nil where it is missing or empty.
  package subscript(_ name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// `endpoint_url` of S3 in the profile's services, or of the profile.
  var endpoint: String? { services["endpoint_url"].flatMap { $0.isEmpty ? nil : $0 } ?? self["endpoint_url"] }

  var isEmpty: Bool { values.isEmpty }
}
