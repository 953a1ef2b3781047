/// The order of classes: a total order of their ids, the same on every machine and in every locale.
///
/// Runs of the digits 0–9 compare by their value, so that folders 0…234 stand as 0, 1, 2, …, 10, 11, not 0, 1, 10, …;
/// everything else compares by Unicode scalar, capitals before small letters, accented letters after `z`. Names that
/// differ only in leading zeros, or not at all but for the numbers' spelling, compare by scalar at last. For names such
/// as `n02085620-Chihuahua`, whose numbers have one length, this is plain alphabetical order.
package enum ClassOrder {
  /// Whether `a` stands before `b`.
  package static func precedes(_ a: String, _ b: String) -> Bool {
    let left = Array(a.unicodeScalars)
    let right = Array(b.unicodeScalars)
    var i = 0
    var j = 0
    while i < left.count, j < right.count {
      if isDigit(left[i]), isDigit(right[j]) {
        let m = number(in: left, from: &i)
        let n = number(in: right, from: &j)
        if m.count != n.count { return m.count < n.count }
        if m != n { return m.lexicographicallyPrecedes(n) }
      } else {
        if left[i] != right[j] { return left[i] < right[j] }
        i += 1
        j += 1
      }
    }
    if i < left.count || j < right.count { return j < right.count }
    return left.lexicographicallyPrecedes(right)
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  /// The digits from `index` on without leading zeros; moves `index` past them.
  private static func number(in scalars: [Unicode.Scalar], from index: inout Int) -> ArraySlice<Unicode.Scalar> {
    let start = index
    while index < scalars.count, isDigit(scalars[index]) { index += 1 }
    return scalars[start..<index].drop { $0 == "0" }
  }
}
