import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Support
import Transport

/// Fetches files over HTTP: resumes, trusts no server, and leaves a complete file or none.
package struct Downloader: Sendable {
  private let client: RoutedClient
  private let retryLimits: RetryLimits

  /// Runs a body with a downloader and closes its connections afterwards.
  ///
  /// Proxies are taken from `https_proxy`, `http_proxy` and `all_proxy`, and bypassed for hosts in `no_proxy`.
  package static func with<Value>(
    _ retryLimits: RetryLimits = RetryLimits(), environment: [String: String] = ProcessInfo.processInfo.environment,
    _ body: (Downloader) async throws -> Value
  ) async throws -> Value {
    var settings = ClientSettings()
    settings.readIdle = .milliseconds(Int64(retryLimits.stall * 1000))
    settings.redirects = 5
    settings.proxies = Proxies(environment: environment)
    return try await settings.withClient { try await body(Downloader(client: $0, retryLimits: retryLimits)) }
  }

  /// Fetches a file; one that exists already is only verified.
  ///
  /// - Parameter advance: Called with the bytes received and, if known, the total.
  /// - Throws: `DownloadError`, `CancellationError`. Received bytes stay for the next run, unless they are wrong.
  package func fetch(
    _ wanted: Download, advance: @escaping @Sendable (Int, Int?) -> Void = { _, _ in }
  ) async throws -> Receipt {
    let address = wanted.address.absoluteString
    guard ["http", "https"].contains(wanted.address.scheme?.lowercased()), wanted.address.host != nil else {
      throw DownloadError.badAddress(address)
    }
    let part = try PartialDownload(wanted.file, address: address)
    var retrying = Retrying(retryLimits.policy)
    var reason = ""
    var received = 0
    var restarts = 0
    // Bytes received again after a restart aren't progress, or a lying server would be asked forever.
    var furthest = part.count
    while true {
      try Task.checkCancellation()
      do {
        let isWhole = try await self.receive(wanted, into: part) { count in
          received += count
          advance(part.count, wanted.size ?? part.origin.total)
        }
        if isWhole {
          if let hash = try checked(part, wanted, mayRestart: restarts < 1 && received < part.count) {
            try part.finish()
            return Receipt(size: part.count, sha256: hash, received: received)
          }
          // What was received before this run doesn't belong to the current content.
          restarts += 1
          try part.restart(.init(address: address))
          continue
        }
        reason = "the connection was closed early"
      } catch let error as DownloadError {
        throw error
      } catch let error as CancellationError {
        throw error
      } catch {
        reason = Self.reason(error)
      }
      if part.count > furthest { retrying.advanced() }
      furthest = max(furthest, part.count)
      guard try await retrying.pause() else {
        throw DownloadError.gaveUp(address: address, reason: reason, bytes: part.count)
      }
    }
  }

  /// Makes one request. Returns whether all bytes have arrived; throws what broke the connection.
  private func receive(
    _ wanted: Download, into part: PartialDownload, _ came: (Int) -> Void
  ) async throws -> Bool {
    // Without a validator only a known hash can tell whether both halves belong together.
    if part.count > 0, part.origin.validator == nil, wanted.sha256 == nil {
      try part.restart(.init(address: wanted.address.absoluteString))
    }
    if part.count > 0, part.count == wanted.size ?? part.origin.total { return true }
    let request = request(wanted, from: part)
    let response = try await client.client(for: request.url).execute(request, timeout: .hours(24))
    guard try continues(part, DownloadAnswer(response), Int(response.status.code), wanted) else { return false }
    var isChecked = part.count > FileSignature.length
    for try await buffer in response.body {
      try Task.checkCancellation()
      guard part.count + buffer.readableBytes <= retryLimits.limit else {
        part.discard()
        throw DownloadError.tooLarge(address: request.url, limit: retryLimits.limit)
      }
      try buffer.withUnsafeReadableBytes { bytes in
        Result { () throws(DownloadError) in try part.append(bytes) }
      }.get()
      came(buffer.readableBytes)
      if !isChecked, part.count >= FileSignature.length {
        isChecked = true
        try refuseOthers(part, wanted)
      }
    }
    guard let all = wanted.size ?? part.origin.total else { return true }
    return part.count >= all
  }

  /// The request for what is missing.
  private func request(_ wanted: Download, from part: PartialDownload) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: wanted.address.absoluteString)
    request.headers.add(name: "User-Agent", value: "dogbreed")
    request.headers.add(name: "Accept-Encoding", value: "identity")
    if part.count > 0 {
      request.headers.add(name: "Range", value: "bytes=\(part.count)-")
      if let validator = part.origin.validator { request.headers.add(name: "If-Range", value: validator) }
    }
    return request
  }

  /// Whether an answer's body continues where the part ends; if it doesn't, the part starts over.
  ///
  /// Throws `DownloadError` for a refusal that is final, and `Unready` for one that may pass.
  private func continues(
    _ part: PartialDownload, _ said: DownloadAnswer, _ status: Int, _ wanted: Download
  ) throws -> Bool {
    let address = wanted.address.absoluteString
    let total = wanted.size ?? part.origin.total
    switch status {
    case 206:
      let isSame = part.origin.validator == nil || said.validator == nil || said.validator == part.origin.validator
      if let range = said.range, range.start == part.count, range.total == total || total == nil, isSame { return true }
      // It sends another range, or a range of something else.
      try part.restart(.init(address: address))
      return false
    case 200:
      try part.restart(.init(address: address, validator: said.validator, total: said.length))
      if let size = wanted.size, let length = said.length, size != length, !said.isPage {
        throw DownloadError.wrongSize(address: address, expected: size, found: length)
      }
      return true
    case 416 where part.count > 0:
      try part.restart(.init(address: address))
      return false
    case 408, 425, 429, 500...599: throw Unready(status: status)
    default: throw DownloadError.refused(address: address, status: status)
    }
  }

  /// The hash, if the content is as expected; nil if it is worth starting over.
  private func checked(_ part: PartialDownload, _ wanted: Download, mayRestart: Bool) throws -> String? {
    let address = wanted.address.absoluteString
    try refuseOthers(part, wanted)
    if let size = wanted.size, size != part.count {
      let found = part.count
      part.discard()
      throw DownloadError.wrongSize(address: address, expected: size, found: found)
    }
    let hash = try part.hash()
    guard let sha256 = wanted.sha256, sha256.lowercased() != hash else { return hash }
    if mayRestart { return nil }
    part.discard()
    throw DownloadError.wrongHash(address: address, expected: sha256, found: hash)
  }

  private func refuseOthers(_ part: PartialDownload, _ wanted: Download) throws(DownloadError) {
    guard let fault = wanted.kind.fault(in: part.start(FileSignature.length)) else { return }
    part.discard()
    throw .notTheFile(address: wanted.address.absoluteString, reason: fault)
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case let error as Unready: "status \(error.status)"
    case let error as HTTPClientError: error.shortDescription
    case let error as IOError: error.description
    default: "\(error)"
    }
  }
}

/// A status that may change soon.
private struct Unready: Error { let status: Int }
