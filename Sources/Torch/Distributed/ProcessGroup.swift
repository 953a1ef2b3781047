import CTorch
import Foundation

/// The processes that train one network together; libtorch's c10d, Gloo on the CPU and NCCL on CUDA.
///
/// All ranks make the same calls in the same order. Not `Sendable`, as the tensors it moves.
package final class ProcessGroup {
  /// The rendezvous of the processes.
  package struct Place: Sendable, Hashable {
    /// Where rank 0 listens.
    package var host: String
    /// The port of the rendezvous.
    package var port: UInt16
    /// This process's number, from 0.
    package var rank: Int
    /// How many processes there are.
    package var size: Int
    /// This process's number on its own machine: also its CUDA device.
    package var localRank: Int
    /// Seconds after which an unresponsive peer counts as lost.
    package var timeout: Double
    /// Seconds to wait until all have joined.
    package var joinTimeout = 900.0
    /// The network interface to use; nil to find one by the host's name.
    package var interface: String?

    package init(
      host: String, port: UInt16, rank: Int, size: Int, localRank: Int = 0, timeout: Double = 25,
      interface: String? = nil
    ) {
      (self.host, self.port, self.rank, self.size) = (host, port, rank, size)
      (self.localRank, self.timeout, self.interface) = (localRank, timeout, interface)
    }
  }

  let handle: CTorchGroup
  /// Where the processes meet, and which of them this is.
  package let place: Place

  /// This process's number, from 0.
  package var rank: Int { place.rank }
  /// How many processes there are.
  package var size: Int { place.size }

  /// Waits until all ranks have joined. Throws `TorchError.refused` where one doesn't within the time.
  package init(joining place: Place, on device: Device = .cpu) throws(TorchError) {
    self.place = place
    handle = try fetched(CTorchGroup(), "joining the other processes at \(place.host):\(place.port)") { out in
      place.host.withCString { host in
        func join(_ interface: UnsafePointer<CChar>?) -> CTorchStatus {
          ctorch_group_join(
            CTorchGroupOptions(
              host: host, port: place.port, rank: Int32(clamping: place.rank), size: Int32(clamping: place.size),
              join_timeout: place.joinTimeout, timeout: place.timeout, interface: interface, device: device.code), out)
        }
        return place.interface.map { name in name.withCString { join($0) } } ?? join(nil)
      }
    }
  }

  deinit { ctorch_group_release(handle) }

  /// Replaces each tensor by its sum over all ranks.
  package func allReduce(_ tensors: [Tensor]) throws(TorchError) {
    try check(tensors.lent { ctorch_group_sum(handle, $0) }, "summing over \(size) processes")
  }

  /// Returns the sums over all ranks.
  package func allReduce(_ numbers: [Double]) throws(TorchError) -> [Double] {
    let tensor = try Tensor(numbers)
    try allReduce([tensor])
    return try tensor.values()
  }

  /// Replaces each tensor by rank 0's.
  package func broadcast(_ tensors: [Tensor]) throws(TorchError) {
    try check(tensors.lent { ctorch_group_broadcast(handle, $0, 0) }, "broadcasting from rank 0")
  }

  /// Returns rank 0's bytes, of any length up to 1 GB; the other ranks' bytes are ignored.
  package func broadcast(_ bytes: [UInt8]) throws(TorchError) -> [UInt8] {
    let length = try Tensor([Int64(bytes.count)])
    try broadcast([length])
    let count = Int(try length.values(Int64.self)[0])
    guard (0...1 << 30).contains(count) else { throw .refused(operation: #function, message: "\(count) bytes") }
    let content = try Tensor(rank == 0 ? bytes : [UInt8](repeating: 0, count: count))
    if count > 0 { try broadcast([content]) }
    return try content.values()
  }

  /// Sends bytes to one rank, which must be receiving.
  package func send(_ bytes: [UInt8], to rank: Int) throws(TorchError) {
    let length = try Tensor([Int64(bytes.count)])
    try check(ctorch_group_send(handle, length.handle, Int32(clamping: rank)), "sending to process \(rank)")
    guard !bytes.isEmpty else { return }
    let content = try Tensor(bytes)
    try check(ctorch_group_send(handle, content.handle, Int32(clamping: rank)), "sending to process \(rank)")
  }

  /// Returns the bytes that one rank sends, up to 1 GB.
  package func receive(from rank: Int) throws(TorchError) -> [UInt8] {
    let length = try Tensor([Int64(0)])
    try check(ctorch_group_receive(handle, length.handle, Int32(clamping: rank)), "receiving from process \(rank)")
    let count = Int(try length.values(Int64.self)[0])
    guard (0...1 << 30).contains(count) else { throw .refused(operation: #function, message: "\(count) bytes") }
    guard count > 0 else { return [] }
    let content = try Tensor([UInt8](repeating: 0, count: count))
    try check(ctorch_group_receive(handle, content.handle, Int32(clamping: rank)), "receiving from process \(rank)")
    return try content.values()
  }

  /// The key-value words that processes leave for one another.
  package var words: GroupWords { GroupWords(self) }
}
