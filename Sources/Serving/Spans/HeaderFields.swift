import HTTPTypes
import Tracing

/// Reads a request's headers for a tracer. Of a header that comes twice nobody can know which is meant: there is none.
struct FieldsExtractor: Extractor {
  func extract(key: String, from fields: HTTPFields) -> String? {
    guard let name = HTTPField.Name(key) else { return nil }
    let values = fields[values: name]
    return values.count == 1 ? values[0] : nil
  }
}

/// Takes what a tracer says of a span.
struct FieldsInjector: Injector {
  func inject(_ value: String, forKey key: String, into fields: inout HTTPFields) {
    if let name = HTTPField.Name(key) { fields[name] = value }
  }
}
