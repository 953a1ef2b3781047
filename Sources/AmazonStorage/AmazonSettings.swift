import Foundation
import ObjectStorage
import Transport

/// Where S3 is, and how it is addressed.
package struct AmazonSettings: Sendable, Equatable {
  /// Scheme, host and port of another server than Amazon's; nil for Amazon's own.
  package var endpoint: String?
  /// The region to sign for, such as `eu-central-1`.
  package var region = "us-east-1"
  /// Whether a region was named, so that it is not a guess.
  package var isRegionNamed = false

  package init() {}

  /// From the environment and the profile, as AWS's tools look: `AWS_ENDPOINT_URL_S3` before `AWS_ENDPOINT_URL` before the
  /// profile's, `AWS_REGION` before `AWS_DEFAULT_REGION` before the profile's.
  ///
  /// Throws `CloudError` of kind `usage` for a bad address or region.
  package init(environment: [String: String], profile: AmazonProfile) throws(CloudError) {
    func named(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    let isIgnored = named("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")?.lowercased() == "true"
    let variable = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"].first { named($0) != nil }
    if !isIgnored {
      if let variable, let text = named(variable) {
        endpoint = try Self.root(text, of: variable)
      } else if let text = profile.endpoint {
        endpoint = try Self.root(text, of: "endpoint_url of the profile \(profile.name)")
      }
    }
    guard let region = named("AWS_REGION") ?? named("AWS_DEFAULT_REGION") ?? profile["region"] else { return }
    guard Self.isRegion(region) else {
      throw CloudError(.usage, "\(region.prefix(60)) is not the name of a region, such as eu-central-1")
    }
    self.region = region
    isRegionNamed = true
  }

  /// A region's name; it becomes part of a host. `auto` is Cloudflare's.
  static func isRegion(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 40 && text.first != "-" && text.last != "-"
      && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
  }

  /// Scheme, host, port and path of an address, without a slash at the end.
  private static func root(_ text: String, of variable: String) throws(CloudError) -> String {
    guard let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty, parts.user == nil,
      parts.scheme == "http" || parts.scheme == "https", parts.query == nil, parts.fragment == nil,
      !parts.path.contains("%"), !parts.path.contains("//")
    else { throw CloudError(.usage, "\(variable) is not an address of a server: use https://HOST or http://HOST:PORT") }
    return text.hasSuffix("/") ? String(text.dropLast()) : text
  }

  /// Scheme, host and path of a bucket, for a region.
  ///
  /// Amazon's own buckets have a host each, unless there is a dot in their name, which no certificate covers; those of other
  /// servers are in the path.
  func root(of bucket: String, region: String) -> (origin: String, path: String) {
    if let endpoint {
      let parts = endpoint.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
      let path = parts.count > 3 ? "/" + parts[3] : ""
      return (parts.prefix(3).joined(separator: "/"), "\(path)/\(bucket)")
    }
    let domain = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
    if bucket.contains(".") { return ("https://s3.\(region).\(domain)", "/\(bucket)") }
    return ("https://\(bucket).s3.\(region).\(domain)", "")
  }
}
