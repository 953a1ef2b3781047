import Foundation

/// Whether memory is available at all, asked before it is used: Swift's own allocations end the program if it isn't.
package enum MemoryRoom {
  /// Whether the system would lend this process so many bytes more: false under a limit (`ulimit -v`) that they exceed,
  /// and for more than the machine could ever have.
  package static func allows(_ bytes: Int) -> Bool {
    guard bytes > 0 else { return true }
    let place = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let place, place != MAP_FAILED else { return false }
    munmap(place, bytes)
    return true
  }
}
