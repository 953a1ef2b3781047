/// A page of `entries:list`.
///
/// Members: https://cloud.google.com/logging/docs/reference/v2/rest/v2/entries/list.
package struct LogPage: Decodable, Sendable {
  package let entries: [LogEntry]
  package let nextPageToken: String?

  package init(entries: [LogEntry], nextPageToken: String? = nil) {
    self.entries = entries
    self.nextPageToken = nextPageToken
  }

  private enum CodingKeys: CodingKey { case entries, nextPageToken }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    entries = try values.decodeIfPresent([LogEntry].self, forKey: .entries) ?? []
    let token = try values.decodeIfPresent(String.self, forKey: .nextPageToken)
    nextPageToken = token.flatMap { $0.isEmpty ? nil : $0 }
  }
}
