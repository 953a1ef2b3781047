import Foundation
import ObjectStorage
import Support
import Transport

extension CloudStorage {
  /// A body may take as long as data flows: only silence ends it.
  private static let bodyDeadline = Duration.seconds(3600)

  /// Sends an upload's bytes, again from the start if they arrived corrupted. Throws `CloudError`; status 412 when
  /// somebody else wrote the object meanwhile.
  func send(_ upload: FileUpload, resumable: Bool) async throws(CloudError) -> StoredObject {
    var upload = upload
    let meter = UploadMeter(upload.progress)
    upload.progress = meter.add
    var attempt = 1
    while true {
      do throws(CloudError) {
        let object = resumable ? try await sendChunks(upload) : try await sendWhole(upload)
        if object.holds(size: upload.slice.count, crc: upload.crc) || object.crc == nil {
          meter.reach(upload.slice.count)
          return object
        }
        // Corrupted content must not stay.
        try await delete(upload.address, generation: object.generation)
        upload.generation = 0
        throw CloudError(.corrupt, "\(upload.address) arrived with a different checksum from the one it was sent with")
      } catch {
        // 400 is how the server refuses bytes that don't fit the checksum they were announced with.
        guard error.kind == .corrupt || error.status == 400, attempt < options.attempts else { throw error }
        attempt += 1
        meter.restart()
      }
    }
  }

  private func sendWhole(_ upload: FileUpload) async throws(CloudError) -> StoredObject {
    let request = try upload.multipart(to: uploadURL(to: upload.address))
    do {
      let object = try await Retrying.run(client.policy) { _ throws(CloudError) in
        try await client.once(request, limit: 1 << 20, deadline: Self.bodyDeadline)
          .decoded(StoredObject.self, of: request)
      }
      upload.progress(upload.slice.count)
      return object
    } catch {
      return try await settled(upload, error)
    }
  }

  /// If an upload's response was lost, the next attempt's conflict is with its own result.
  private func settled(_ upload: FileUpload, _ error: CloudError) async throws(CloudError) -> StoredObject {
    guard error.status == 412 || error.kind == .corrupt else { throw error }
    guard let object = try await object(at: upload.address), object.generation != upload.generation,
      object.holds(size: upload.slice.count, crc: upload.crc)
    else { throw error }
    return object
  }

  private func sendChunks(_ upload: FileUpload) async throws(CloudError) -> StoredObject {
    let total = upload.slice.count
    var retrying = Retrying(client.policy)
    var session = UploadSession.remembered(
      at: upload.statePath, upload, origin: SecureURL.origin(of: root),
      now: Date.now.timeIntervalSince1970)
    // Where the server stands; nil when it must be asked.
    var position: Int?
    var furthest = 0
    var reported = 0
    var restarts = 0
    while true {
      do throws(CloudError) {
        let answer: ResumableAnswer
        if let open = session {
          answer = try await exchanged(upload, open.url, position)
        } else {
          let begun = try await begun(upload)
          session = begun
          answer = .stored(0)
        }
        switch answer {
        case .done(let object):
          unlink(upload.statePath)
          upload.progress(total - reported)
          return object
        case .stored(let count):
          if let sentFrom = position, count <= sentFrom {
            throw CloudError(.connection, "The server stored nothing of what was sent")
          }
          position = count
          if count > furthest {
            upload.progress(max(0, count - reported))
            reported = max(reported, count)
            furthest = count
            retrying.advanced()
          }
        }
      } catch {
        position = nil
        if let open = session, error.status == 404 || error.status == 410, restarts < options.attempts {
          // The session is over; another one begins, after a delay so that a faulty server isn't hammered.
          session = nil
          restarts += 1
          furthest = 0
          unlink(upload.statePath)
          try await retrying.pause(
            after: CloudError(.connection, "The upload's session is over", request: open.summary))
        } else if error.status == 412 || error.kind == .corrupt || error.status == 400 {
          unlink(upload.statePath)
          return try await settled(upload, error)
        } else {
          try await retrying.pause(after: error)
        }
      }
    }
  }

  private func begun(_ upload: FileUpload) async throws(CloudError) -> UploadSession {
    let request = try upload.begin(at: uploadURL(to: upload.address))
    let response = try await client.once(request, limit: 1 << 20, deadline: .seconds(60))
    guard let url = response.headers["location"], url.utf8.count <= 16 << 10,
      SecureURL.origin(of: url) == SecureURL.origin(of: root)
    else {
      throw CloudError(
        .credentials, "The upload's session is on a different server from the storage", request: request.summary)
    }
    let session = UploadSession(
      url: url, generation: upload.generation, crc: upload.crc.value, count: upload.slice.count,
      begun: Date.now.timeIntervalSince1970)
    try session.remember(at: upload.statePath)
    return session
  }

  private func exchanged(
    _ upload: FileUpload, _ url: String, _ position: Int?
  ) async throws(CloudError) -> ResumableAnswer {
    let isQuestion = position == nil || position == upload.slice.count
    let request = isQuestion ? upload.status(url) : upload.chunk(url, at: position ?? 0, count: options.chunk)
    let response = try await client.once(
      request, limit: 1 << 20, deadline: isQuestion ? .seconds(60) : Self.bodyDeadline)
    return try ResumableAnswer(response, total: upload.slice.count, request: request)
  }
}

extension UploadSession {
  /// For messages: without the query, which is a key.
  var summary: String { CloudRequest("PUT", url).summary }
}
