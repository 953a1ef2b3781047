/// Which APIs are on.
///
/// Members: https://cloud.google.com/service-usage/docs/reference/rest/v1/services.
package struct ServiceList: Decodable, Sendable {
  package struct Service: Decodable, Sendable {
    package let name: String?
    package let state: String?
  }
  package let services: [Service]?

  /// Those of `hosts` that aren't on.
  package func missing(of hosts: [String]) -> [String] {
    let on = Set((services ?? []).filter { $0.state == "ENABLED" }.compactMap { $0.name?.split(separator: "/").last })
    return hosts.filter { !on.contains(Substring($0)) }
  }
}

/// A bucket's location.
package struct BucketPlace: Decodable, Sendable {
  /// The bucket's region, or its multi-region.
  package let location: String?
  /// `region`, `dual-region` or `multi-region`.
  package let locationType: String?

  /// The flag that names a region which reads the bucket well.
  var advice: String {
    switch location?.lowercased() ?? "" {
    case "us": "--region us-central1, or another of the United States"
    case "eu": "--region europe-west4, or another of Europe"
    case "asia": "--region asia-northeast1, or another of Asia"
    case "nam4": "--region us-central1"
    case "eur4": "--region europe-west4"
    case let other where CloudName.isRegion(other) && other.contains("-"): "--region \(other)"
    default: "a region in the bucket's location"
    }
  }

  /// Whether a machine in the region reads it without crossing regions: the same region, or a multi-region that
  /// holds it.
  package func serves(_ region: String) -> Bool {
    guard let location = location?.lowercased() else { return true }
    switch location {
    case region: return true
    case "us": return region.hasPrefix("us-")
    case "eu": return region.hasPrefix("europe-")
    case "asia": return region.hasPrefix("asia-")
    case "nam4": return ["us-central1", "us-east1"].contains(region)
    case "eur4": return ["europe-north1", "europe-west4"].contains(region)
    default: return false
    }
  }
}

/// A project's quota of one kind.
///
/// Members: https://cloud.google.com/service-usage/docs/reference/rest/v1beta1/services.consumerQuotaMetrics.
package struct QuotaMetric: Decodable, Sendable {
  package struct Bucket: Decodable, Sendable {
    package let effectiveLimit: String?
    package let dimensions: [String: String]?
  }
  package struct Limit: Decodable, Sendable { package let quotaBuckets: [Bucket]? }
  package let consumerQuotaLimits: [Limit]?

  /// How many there may be in the region; nil if unknown. -1 means unlimited.
  package func allowed(in region: String) -> Int? {
    let buckets = (consumerQuotaLimits ?? []).flatMap { $0.quotaBuckets ?? [] }
    let own = buckets.first { $0.dimensions?["region"] == region }
    let common = buckets.first { $0.dimensions?["region"] == nil }
    return (own ?? common)?.effectiveLimit.flatMap { Int($0) }.map { $0 < 0 ? Int.max : $0 }
  }
}
