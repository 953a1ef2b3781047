/// An error that may say that the machine has too little memory now: nothing is wrong with what was sent.
package protocol MemoryShortageError: Error {
  /// Whether it says so.
  var isShortage: Bool { get }
}
