import Foundation
import ObjectStorage
import Testing
import Transport

@testable import AmazonStorage

/// Answers of strangers, whole and broken.
@Suite struct AmazonParserTests {
  @Test func elementsTextAndNumbers() throws {
    let text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <!-- a note --><a:List xmlns:a="x"><Key>a &amp; b&#x20;&lt;c&gt;</Key><Key/><Key><![CDATA[<x>&amp;]]></Key></a:List>
      """
    let tree = try #require(XMLTree(Array(text.utf8)))
    #expect(tree.name == "List" && tree.all("Key").map(\.text) == ["a & b <c>", "", "<x>&amp;"])
  }

  @Test(arguments: [
    "", "x", "<a>", "<a></b>", "<a/><b/>", "<a>&evil;</a>", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "<a",
    "<a>&#xD800;</a>",
    "</a>", "<>x</>",
  ])
  func whatIsNoXMLIsNone(_ text: String) { #expect(XMLTree(Array(text.utf8)) == nil) }

  @Test func depthIsBounded() {
    let deep = String(repeating: "<a>", count: 100_000) + String(repeating: "</a>", count: 100_000)
    #expect(XMLTree(Array(deep.utf8)) == nil)
  }

  @Test(arguments: [
    "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
    "<ListBucketResult><Contents><Key>a</Key><Size>-1</Size></Contents></ListBucketResult>",
    "<ListBucketResult><Contents><Size>1</Size></Contents></ListBucketResult>", "<Other/>",
  ])
  func listingsThatCanNotBe(_ text: String) throws {
    let tree = try #require(XMLTree(Array(text.utf8)))
    #expect(throws: CloudError.self) { try ListAnswer(tree, prefix: "", request: "") }
  }

  @Test func namesInListings() {
    #expect(ListAnswer.decoded("a+b%2Bc%C3%A4") == "a b+cä")
    for broken in ["%", "%4", "%zz", "%ff"] { #expect(ListAnswer.decoded(broken) == nil) }
  }

  @Test func tags() {
    #expect(EntityTag("\"d41d8cd98f00b204e9800998ecf8427e\"") == .whole(EntityTag.md5([])))
    #expect(EntityTag("d41d8cd98f00b204e9800998ecf8427e-3") == .parts(EntityTag.md5([]), count: 3))
    for other in [nil, "", "x", "d41d8cd98f00b204e9800998ecf8427e-", "d41d8cd98f00b204e9800998ecf8427e-0", "W/\"x\""] {
      #expect(EntityTag(other) == .other)
    }
  }

  @Test(arguments: [
    ("a.b", "https://s3.eu-west-1.amazonaws.com", "/a.b"), ("ab", "https://ab.s3.eu-west-1.amazonaws.com", ""),
  ])
  func addressesOfAmazonsBuckets(_ bucket: String, _ origin: String, _ path: String) {
    let root = AmazonSettings().root(of: bucket, region: "eu-west-1")
    #expect(root.origin == origin && root.path == path)
  }

  @Test(arguments: ["s3://kennel/x", "s3://a.b-1/x/y", "s3://kennel"]) func addresses(_ text: String) throws {
    let address = try StorageAddress(text)
    #expect(address.scheme == .amazon && address.description == text)
  }

  @Test(arguments: [
    "s3://", "s3://ab/x", "s3://Kennel/x", "s3://a_b/x", "s3://a..b/x", "s3://192.168.1.1/x", "s3://arn:aws:s3:x/y",
    "s3://kennel/a\nb",
  ])
  func addressesThatCanNotBe(_ text: String) { #expect(throws: CloudError.self) { try StorageAddress(text) } }
}
