import Foundation

/// The system's own words for what went wrong, such as "No space left on device".
package enum SystemReason {
  /// The words for an error number.
  package static func of(_ code: Int32) -> String { String(cString: strerror(code)) }

  /// The words for the last call that failed on this thread.
  package static var last: String { of(errno) }

  /// The words for an error that Foundation wraps; its own sentence, without the full stop, if no error number is in it.
  package static func of(_ error: any Error) -> String {
    if let error = error as? FileError { return error.reason }
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
    for found in [underlying, error].compactMap({ $0 }) {
      // A POSIXError within Any is not an NSError on Linux, though each error can be made one.
      if let found = found as? POSIXError { return of(found.code.rawValue) }
      let bridged = found as NSError
      if bridged.domain == NSPOSIXErrorDomain { return of(Int32(truncatingIfNeeded: bridged.code)) }
    }
    let sentence = error.localizedDescription
    return sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
  }
}
