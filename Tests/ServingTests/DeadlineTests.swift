import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Serving
import Synchronization
import Taxonomy
import Testing

/// A classifier whose work can't be cancelled, as a decoder's can't.
private final class Stubborn: Classifier {
  let card = FakeClassifier().card
  let wake = DispatchSemaphore(value: 0)

  func verify() async throws {}

  func classify(_ image: [UInt8], _ request: ClassificationRequest) async throws -> Classification {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        self.wake.wait()
        continuation.resume()
      }
    }
    return Classification(
      answer: Answer(verdict: .unsure, predictions: []), timings: Timings(decode: 0, inference: 0))
  }
}

@Suite struct DeadlineTests {
  @Test func workThatGoesOnIsNotWaitedFor() async throws {
    let model = Stubborn()
    var options = ServerOptions.forTests
    options.deadline = 0.1
    options.width = 1
    options.queue = 0
    let server = try Server(options: options, logger: LogLines().logger) { model }
    try await server.application().test(.router) { client async throws in
      try await waitUntil { try await client.get("/readyz").status == .ok }
      // The work doesn't end before it is told to, so that any answer is one that didn't wait for it.
      #expect(try await client.post("/api/v1/predictions", [1]).status.code == 504)
      // The work still has its place, and counts.
      #expect(try await client.post("/api/v1/predictions", [1]).status == .serviceUnavailable)
      let metrics = try await client.get("/metrics").text
      #expect(metrics.contains("dogbreed_refusals_total{status=\"504\"} 1"))
      #expect(metrics.contains("dogbreed_refusals_total{status=\"503\"} 1"))
      model.wake.signal()
      try await waitUntil { try await client.get("/metrics").text.contains("dogbreed_images_in_progress 0") }
      model.wake.signal()
      #expect(try await client.post("/api/v1/predictions", [1]).status != .serviceUnavailable)
    }
  }

  @Test func aBodyCountsUntilTheWorkOnItIsDone() async throws {
    let model = Stubborn()
    var options = ServerOptions.forTests
    options.deadline = 0.1
    options.bodyLimit = 1000
    options.bodyBudget = 1000
    let server = try Server(options: options, logger: LogLines().logger) { model }
    try await server.application().test(.router) { client async throws in
      try await waitUntil { try await client.get("/readyz").status == .ok }
      let body = Array(repeating: UInt8(1), count: 600)
      #expect(try await client.post("/api/v1/predictions", body).status.code == 504)
      let second = try await client.post("/api/v1/predictions", body)
      #expect(second.status == .serviceUnavailable && second.text.contains("bytes"))
      model.wake.signal()
      try await waitUntil { try await client.post("/api/v1/predictions", body).status.code == 504 }
      model.wake.signal()
    }
  }

  @Test func failuresAreCountedAsRefusals() async throws {
    try await withServer { client async throws in
      _ = try await client.post("/api/v1/predictions", FakeClassifier.image("failure"))
      #expect(try await client.get("/metrics").text.contains("dogbreed_refusals_total{status=\"500\"} 1"))
    }
  }
}
