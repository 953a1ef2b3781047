import Foundation

/// Sizes and places of transfers.
package struct TransferOptions: Sendable {
  /// Bytes of one PUT of a resumable upload: a multiple of `quantum`.
  package var chunk = 16 << 20
  /// Files up to this size are sent in one request.
  package var single = 4 << 20
  /// Files from this size on are sent as parallel parts, composed at the end.
  package var composedFrom = 150 << 20
  /// A part has at least so many bytes; there are at most 32, as many as can be composed at once.
  package var part = 64 << 20
  /// Bytes of a download that are noted as done together.
  package var block = 4 << 20
  /// Bytes asked for in one request of a download.
  package var range = 64 << 20
  /// Parallel parts or ranges per file.
  package var streams = 4
  /// Files transferred in parallel.
  package var files = 16
  /// Times that a file is sent or fetched from the start when its checksum was wrong in the end.
  package var attempts = 8
  /// Where upload sessions and checksums are remembered.
  package var stateFolder: String

  /// Cloud Storage takes chunks in multiples of this.
  package static let quantum = 256 << 10

  package init(stateFolder: String) { self.stateFolder = stateFolder }

  /// Sizes from `DOGBREED_CLOUD_CHUNK`, which makes small files travel as large ones do; in bytes, rounded up to the
  /// quantum.
  package init(stateFolder: String, environment: [String: String]) {
    self.init(stateFolder: stateFolder)
    guard let bytes = environment["DOGBREED_CLOUD_CHUNK"].flatMap({ Int($0) }), (1...(1 << 30)).contains(bytes) else {
      return
    }
    chunk = (bytes + Self.quantum - 1) / Self.quantum * Self.quantum
    single = chunk / 2
    part = 2 * chunk
    composedFrom = 4 * chunk
    block = min(block, chunk / 4)
    range = 2 * chunk
  }
}
