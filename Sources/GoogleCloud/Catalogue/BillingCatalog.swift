import Transport

/// Google's public list of what it sells (Cloud Billing Catalog), as far as machines need it.
///
/// Members: https://cloud.google.com/billing/docs/reference/rest/v1/services.skus/list.
package struct BillingCatalog: Sendable {
  /// What is sold in one way in some regions.
  package struct Item: Decodable, Sendable {
    struct Category: Decodable, Sendable { let usageType: String? }
    struct Money: Decodable, Sendable {
      /// Whole dollars, as a text.
      let units: String?
      let nanos: Int?
    }
    struct Rate: Decodable, Sendable { let unitPrice: Money? }
    struct Expression: Decodable, Sendable {
      /// `h`, or `GiBy.h`; months are of disks.
      let usageUnit: String?
      let tieredRates: [Rate]?
    }
    struct Info: Decodable, Sendable {
      let effectiveTime: String?
      let pricingExpression: Expression?
    }

    let description: String
    let category: Category?
    let serviceRegions: [String]?
    let pricingInfo: [Info]?

    /// Whether it is sold without obligations in a region.
    func isSold(in region: String) -> Bool {
      serviceRegions?.contains(region) == true && ["OnDemand", "Preemptible", nil].contains(category?.usageType)
    }

    /// Its one price by the hour; nil where there are several, or none.
    var price: Price? {
      guard let info = pricingInfo?.last, let expression = info.pricingExpression,
        ["h", "GiBy.h"].contains(expression.usageUnit ?? "")
      else { return nil }
      let amounts = (expression.tieredRates ?? []).compactMap(\.unitPrice).map {
        (Double($0.units ?? "0") ?? .nan) + Double($0.nanos ?? 0) / 1e9
      }.filter { $0 != 0 }
      guard amounts.count == 1, amounts[0].isFinite, amounts[0] > 0 else { return nil }
      return Price(amount: amounts[0], date: String((info.effectiveTime ?? "").prefix(10)))
    }
  }

  private struct Page: Decodable, Sendable {
    let skus: [Item]?
    let nextPageToken: String?
  }

  /// A service in the catalogue.
  package enum Service: String, CaseIterable, Sendable {
    case vertexAI = "C7E2-9256-1C43"
    /// What machines that may be preempted are billed as, besides Vertex AI's fee.
    case computeEngine = "6F81-5844-456A"
  }

  private let client: GoogleClient

  package init(_ client: GoogleClient) { self.client = client }

  /// A page of what a service sells.
  package static func request(_ service: Service, _ endpoints: Endpoints, page: String? = nil) -> CloudRequest {
    CloudRequest(
      "GET", endpoints.root(of: "cloudbilling.googleapis.com") + "/v1/services/\(service.rawValue)/skus",
      query: [("currencyCode", "USD"), ("pageSize", "5000"), ("pageToken", page)])
  }

  /// All that a service sells in a region. Throws `CloudError`.
  package func items(of service: Service, in region: String) async throws(CloudError) -> [Item] {
    var found: [Item] = []
    var page: String?
    // Compute Engine has some ten pages.
    for _ in 0..<100 {
      let answer = try await client.json(Page.self, Self.request(service, client.endpoints, page: page))
      found += (answer.skus ?? []).filter { $0.isSold(in: region) }
      page = answer.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
      if page == nil { break }
    }
    return found
  }
}
