import Testing

@testable import Commands

@Suite struct ByteSizeTests {
  @Test(arguments: [
    ("0", 0), ("512", 512), ("20GB", 20_000_000_000), ("1.5gb", 1_500_000_000), ("3K", 3000), ("2MiB", 2_097_152),
    ("1tib", 1_099_511_627_776),
  ]) func readsWhatPeopleWrite(text: String, bytes: Int) {
    #expect(ByteSize(argument: text)?.bytes == bytes)
  }

  @Test(arguments: ["", "GB", "-1", "1 GB", "1XB", "1e3", "nan", "99999999999999999999TB", "1.2.3"])
  func refusesTheRest(text: String) { #expect(ByteSize(argument: text) == nil) }

  @Test func isWrittenAsPeopleReadIt() {
    let sizes = [0, 999, 1000, 1_234_567, 99_960_000, 2_600_000_000, 999_999_999]
    #expect(
      sizes.map { ByteSize(bytes: $0).description } == [
        "0 B", "999 B", "1.0 kB", "1.2 MB", "100 MB", "2.6 GB", "1.0 GB",
      ])
  }
}
