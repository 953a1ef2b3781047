import Logging
import NIOCore
import SwiftProtobuf
import Transport

/// Sends batches to the collector, one after the other, and says in the log when it stops taking them and when it does again.
struct SpanSender {
  let settings: CollectorSettings
  let buffer: SpanBuffer
  let transport: HTTPTransport
  let logger: Logger
  private var isFailing = false
  private var lost = 0

  init(_ settings: CollectorSettings, _ buffer: SpanBuffer, _ transport: HTTPTransport, _ logger: Logger) {
    (self.settings, self.buffer, self.transport, self.logger) = (settings, buffer, transport, logger)
  }

  /// Sends what waits whenever there is a reason to, and all that is left when there are no more reasons.
  mutating func run(_ reasons: AsyncStream<Void>) async {
    for await _ in reasons { await send(isLast: false) }
    await send(isLast: true)
  }

  private mutating func send(isLast: Bool) async {
    while !Task.isCancelled, let batch = buffer.next(isLast: isLast) {
      let (outcome, fault) = await post(batch)
      // The batch is still in the buffer, which counts it.
      if Task.isCancelled { return }
      lost += buffer.settle(outcome, of: batch, isLast: isLast)
      note(outcome, fault)
    }
  }

  private mutating func note(_ outcome: ExportOutcome, _ fault: String?) {
    if case .taken(let rejected) = outcome, rejected == 0 {
      if isFailing { logger.info("spans are sent again", metadata: ["lost": .stringConvertible(lost)]) }
      (isFailing, lost) = (false, 0)
    } else if !isFailing {
      isFailing = true
      logger.warning("spans can't be sent", metadata: ["error": "\(fault ?? "")", "url": "\(settings.url)"])
    }
  }

  /// What became of a request, and what is wrong in words.
  private func post(_ batch: [SpanRecord]) async -> (ExportOutcome, String?) {
    do throws(CloudError) {
      let bytes: [UInt8]
      do {
        bytes = try SpanMessage.request(batch, resource: settings.resource).serializedBytes()
      } catch {
        throw CloudError(.usage, "The spans can't be written")
      }
      var request = CloudRequest("POST", settings.url, bytes: bytes, type: "application/x-protobuf")
      request.headers += settings.headers.map { (name: $0.name, value: $0.value.revealed) }
      let answer = try await transport.send(request, limit: 64 << 10, deadline: settings.limits.timeout)
      return SpanMessage.outcome(Array(answer.body.readableBytesView), redacted: settings.redacted)
    } catch {
      return (SpanMessage.outcome(error), settings.redacted("\(error)"))
    }
  }
}
