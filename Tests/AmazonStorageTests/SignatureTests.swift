import Foundation
import TestSupport
import Testing
import Transport

@testable import AmazonStorage

/// Signatures as AWS published them, and as botocore computes them.
@Suite struct SignatureTests {
  /// "Examples: Signature Calculations" of Amazon S3's API reference: the key, the time and the bucket of each.
  private static let published = Signature(
    key: AccessKey(id: "AKIAIOSFODNN7EXAMPLE", secret: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")),
    region: "us-east-1", time: 1_369_353_600)
  private static let host = "examplebucket.s3.amazonaws.com"
  private static let empty = Signature.hash(Data())

  private func signature(_ headers: [(name: String, value: String)]) -> String? {
    headers.first { $0.name == "Authorization" }?.value.components(separatedBy: "Signature=").last
  }

  @Test func anObjectIsRead() {
    let headers = Self.published.headers(
      "GET", host: Self.host, path: "/test.txt", query: [], headers: [("Range", "bytes=0-9")], body: Self.empty)
    #expect(signature(headers) == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
    #expect(
      headers.last?.value.hasPrefix(
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
          + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, Signature=") == true)
  }

  @Test func anObjectIsWritten() {
    let headers = Self.published.headers(
      "PUT", host: Self.host, path: "/test%24file.text", query: [],
      headers: [("Date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")],
      body: Signature.hash(Data("Welcome to Amazon S3.".utf8)))
    #expect(signature(headers) == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")
  }

  @Test func aQueryWithoutAValue() {
    let headers = Self.published.headers(
      "GET", host: Self.host, path: "/", query: [("lifecycle", "")], headers: [], body: Self.empty)
    #expect(signature(headers) == "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")
  }

  @Test func aListing() {
    let headers = Self.published.headers(
      "GET", host: Self.host, path: "/", query: [("prefix", "J"), ("max-keys", "2")], headers: [], body: Self.empty)
    #expect(signature(headers) == "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")
  }

  @Test func secretsDoNotShow() {
    let key = AccessKey(id: "AKID", secret: Secret("open sesame"), session: Secret("token"))
    #expect(!"\(key)".contains("sesame") && !String(reflecting: key).contains("token"))
  }

  /// Names, queries and headers of every kind, drawn from a seed, each signed by botocore, too.
  @Test(.enabled(if: AmazonReference.available)) func botocoreSignsTheSame() throws {
    var generator = SeededGenerator(seed: 5)
    let pieces = [
      "a", "ä", " ", "+", "%", "/", "//", "~", "$", "=", "&", "?", "😀", "é", "..", "z'", "*", "(", "\u{301}",
    ]
    func text(_ count: Int) -> String {
      (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
    }
    var cases: [[String: Any]] = []
    var ours: [String] = []
    for number in 0..<200 {
      let isLent = number % 3 == 0
      let signature = Signature(
        key: AccessKey(id: "AKID\(number)", secret: Secret("s/+ \(number)"), session: isLent ? Secret("t/+=") : nil),
        region: "eu-central-1", time: 1_700_000_000)
      var request = AmazonRequest("GET", bucket: "kennel", name: "k" + text(number % 9))
      request.query = [("prefix", text(4)), ("uploads", ""), ("a-b", text(2))]
      let path = request.path(below: "/kennel")
      let headers = [(name: "x-amz-meta-note", value: "  two   blanks "), (name: "Range", value: "bytes=0-\(number)")]
      let signed = signature.headers(
        "GET", host: "h.example:9000", path: path, query: request.query, headers: headers, body: Signature.unsigned)
      ours.append(self.signature(signed) ?? "")
      cases.append([
        "key": "AKID\(number)", "secret": "s/+ \(number)", "token": isLent ? "t/+=" : "",
        "url": "http://h.example:9000\(path)?\(Signature.canonical(request.query))",
        "headers": Dictionary(uniqueKeysWithValues: headers.map { ($0.name, $0.value) }),
      ])
    }
    let input = String(decoding: try JSONSerialization.data(withJSONObject: cases), as: UTF8.self)
    let theirs = try AmazonReference.run(
      """
      import datetime, json, sys
      import botocore.auth as auth, botocore.awsrequest as awsrequest, botocore.credentials as credentials
      class Fixed(datetime.datetime):
        @classmethod
        def now(cls, tz=None): return datetime.datetime.fromtimestamp(1700000000, tz or datetime.timezone.utc)
        @classmethod
        def utcnow(cls): return datetime.datetime(2023, 11, 14, 22, 13, 20)
      auth.datetime.datetime = Fixed if hasattr(auth.datetime, "datetime") else Fixed
      if hasattr(auth, "get_current_datetime"): auth.get_current_datetime = lambda *a, **k: datetime.datetime(2023, 11, 14, 22, 13, 20)
      for case in json.load(open(sys.argv[1])):
        request = awsrequest.AWSRequest("GET", case["url"], headers=case["headers"])
        request.context["payload_signing_enabled"] = False
        request.headers["X-Amz-Content-SHA256"] = "UNSIGNED-PAYLOAD"
        signer = auth.S3SigV4Auth(credentials.Credentials(case["key"], case["secret"], case["token"] or None), "s3", "eu-central-1")
        signer.payload = lambda request: "UNSIGNED-PAYLOAD"
        signer.add_auth(request)
        print(request.headers["Authorization"].split("Signature=")[1])
      """, input: input)
    #expect(theirs.split(separator: "\n").map(String.init) == ours)
  }
}
