import Foundation

/// The peak resident memory of this process.
package enum PeakMemory {
  /// In MiB; 0 if the system doesn't say.
  package static var megabytes: Int {
    var usage = rusage()
    #if os(Linux)
      // RUSAGE_SELF, whose own type the call doesn't take.
      guard getrusage(__rusage_who_t(0), &usage) == 0 else { return 0 }
      return usage.ru_maxrss / 1024
    #else
      guard getrusage(RUSAGE_SELF, &usage) == 0 else { return 0 }
      return usage.ru_maxrss >> 20
    #endif
  }
}
