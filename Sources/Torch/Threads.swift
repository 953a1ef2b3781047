import CTorch

/// The threads that one operation may use, for the whole process.
package enum Threads {
  /// Sets how many threads libtorch computes with.
  package static func set(_ count: Int) throws(TorchError) {
    try check(ctorch_set_threads(Int32(clamping: count)), "setting the number of threads")
  }

  /// Returns how many threads libtorch computes with.
  package static func count() throws(TorchError) -> Int {
    Int(try fetched(Int32(0)) { ctorch_threads($0) })
  }

  /// libtorch's version, such as `2.15.0`.
  package static var libraryVersion: String { String(cString: ctorch_version()) }
}

/// The process's own memory.
package enum ProcessMemory {
  /// Returns cached free memory to the system.
  package static func giveBack() { _ = ctorch_give_back_memory() }

  /// Makes all threads allocate from one heap: must be called before anything else.
  package static func share() { _ = ctorch_share_memory() }

  /// Keeps large blocks from one tensor to the next, and makes tensors that don't fit into memory throw
  /// `TorchError.outOfMemory`: must be called before tensors are created.
  package static func keepBlocks() { _ = ctorch_keep_blocks() }
}
