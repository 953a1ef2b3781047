import SwiftProtobuf
import Transport

extension SpanMessage {
  /// What an answer of status 2xx means: all was taken unless it says how many spans weren't. One that can't be read says nothing.
  static func outcome(_ body: [UInt8], redacted: (String) -> String) -> (ExportOutcome, String?) {
    guard let partial = try? Otlp_TraceAnswer(serializedBytes: body).partialSuccess, partial.rejectedSpans > 0 else {
      return (.taken(rejected: 0), nil)
    }
    let text = redacted(String(partial.errorMessage.prefix(200)))
    return (
      .taken(rejected: Int(clamping: partial.rejectedSpans)),
      "the collector rejected \(partial.rejectedSpans) spans: \(text)"
    )
  }

  /// What a failure means: statuses 429, 502, 503 and 504 and broken connections pass, as the protocol says; others don't.
  static func outcome(_ error: CloudError) -> ExportOutcome {
    switch error.kind {
    case .status(let code): [429, 502, 503, 504].contains(code) ? .busy(least: error.leastWait) : .refused
    case .connection, .deadline: .busy(least: .zero)
    // An answer without end came with a status that says that the spans were taken.
    case .corrupt: .taken(rejected: 0)
    case .credentials, .usage: .refused
    }
  }
}
