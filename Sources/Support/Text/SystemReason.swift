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
    if let error = error as? POSIXError { return of(error.code.rawValue) }
    let cocoa = error as NSError
    let underlying = cocoa.userInfo[NSUnderlyingErrorKey] as? NSError
    for found in [underlying, cocoa] {
      if let found, found.domain == NSPOSIXErrorDomain { return of(Int32(truncatingIfNeeded: found.code)) }
    }
    let sentence = error.localizedDescription
    return sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
  }
}
