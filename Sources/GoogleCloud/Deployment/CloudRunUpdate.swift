import Transport

/// A change of a Cloud Run service that is there already: only what this program decides is changed, and what others
/// set (networks, secrets, annotations, tags, who may call) stays.
package struct CloudRunUpdate: Sendable, Equatable {
  /// The members that are sent.
  package var body: JSONTree
  /// Their names.
  package var mask: [String]

  /// A new revision that gets no traffic and an address of its own, next to what serves.
  ///
  /// - existing: the service as Cloud Run reports it.
  ///
  /// Throws `CloudError` of kind `usage`.
  package init(
    _ plan: CloudRunPlan, into existing: JSONTree, report: CloudRunReport
  ) throws(CloudError) {
    let new = try JSONTree(of: try plan.body())
    body = .object([
      "template": Self.template(new["template"] ?? .object([:]), over: existing["template"] ?? .object([:]), plan),
      "traffic": try JSONTree(of: report.held + [.tagged(plan.revisionName)]).adding(Self.tags(existing)),
    ])
    mask = ["template", "traffic"]
    // A fingerprint: if somebody changes the service meanwhile, this is refused, and theirs stays.
    body["etag"] = existing["etag"]
    if !plan.labels.isEmpty {
      body["labels"] = (existing["labels"] ?? .object([:])).merging(new["labels"] ?? .object([:]))
      mask.append("labels")
    }
    // Who may call is changed where it is said, and never taken back.
    if plan.isPublic {
      body["invokerIamDisabled"] = .bool(true)
      mask.append("invokerIamDisabled")
    }
  }

  /// Traffic alone.
  package init(traffic: [CloudRunService.Traffic], of existing: JSONTree?) throws(CloudError) {
    body = .object(["traffic": try JSONTree(of: traffic).adding(Self.tags(existing ?? .null))])
    mask = ["traffic"]
  }

  /// Whether this program deployed a service, as Cloud Run reports it: by its label, or by the container's variable.
  package static func isOurs(_ service: JSONTree) -> Bool {
    if service["labels"]?["app"]?.string == "dogbreed" { return true }
    let containers = service["template"]?["containers"]?.elements ?? []
    return containers.flatMap { $0["env"]?.elements ?? [] }.contains { $0["name"]?.string == "DOGBREED_MODEL" }
  }

  /// Addresses without traffic that others gave to revisions.
  private static func tags(_ existing: JSONTree) -> [JSONTree] {
    (existing["traffic"]?.elements ?? []).filter { target in
      let share = target["percent"] ?? .whole(0)
      return share == .whole(0) && target["tag"]?.string.map { $0 != CloudRunService.Traffic.tag } ?? false
    }
  }

  private static func template(_ new: JSONTree, over old: JSONTree, _ plan: CloudRunPlan) -> JSONTree {
    guard old["containers"] != nil else { return new }
    var template = old
    for key in ["revision", "timeout", "maxInstanceRequestConcurrency"] { template[key] = new[key] }
    if plan.serviceAccount != nil { template["serviceAccount"] = new["serviceAccount"] }
    var scaling = old["scaling"] ?? .object([:])
    if plan.minInstances != nil { scaling["minInstanceCount"] = new["scaling"]?["minInstanceCount"] }
    if plan.maxInstances != nil || scaling["maxInstanceCount"] == nil {
      scaling["maxInstanceCount"] = new["scaling"]?["maxInstanceCount"]
    }
    template["scaling"] = scaling
    var containers = old["containers"]?.elements ?? []
    // The one that takes requests is ours; others may stand next to it.
    let place = containers.firstIndex { $0["ports"] != nil } ?? 0
    if let ours = new["containers"]?.elements.first, containers.indices.contains(place) {
      containers[place] = container(ours, over: containers[place])
    }
    template["containers"] = .list(containers)
    return template
  }

  private static func container(_ new: JSONTree, over old: JSONTree) -> JSONTree {
    var container = old
    container["buildInfo"] = nil
    for key in ["image", "ports", "startupProbe", "livenessProbe"] { container[key] = new[key] }
    if let words = new["args"] { container["args"] = words }
    let variables = new["env"]?.elements ?? []
    let names = variables.compactMap { $0["name"]?.string }
    let others = (old["env"]?.elements ?? []).filter { !names.contains($0["name"]?.string ?? "") }
    container["env"] = .list(others + variables)
    container["resources"] = (old["resources"] ?? .object([:])).merging(new["resources"] ?? .object([:]))
    return container
  }
}

extension JSONTree {
  fileprivate func adding(_ others: [JSONTree]) -> JSONTree { .list(elements + others) }
}

extension CloudRunService.Traffic {
  /// The tag of a revision that is being checked, or shares the traffic.
  package static let tag = "new"

  /// All traffic to the newest revision.
  package static let latest = CloudRunService.Traffic(
    type: "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", revision: nil, percent: 100, tag: nil)

  /// A revision's share of the traffic.
  package static func share(_ revision: String, _ percent: Int, tag: String? = nil) -> CloudRunService.Traffic {
    CloudRunService.Traffic(
      type: "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION", revision: revision, percent: percent, tag: tag)
  }

  /// No traffic, but an address of its own.
  static func tagged(_ revision: String) -> CloudRunService.Traffic { share(revision, 0, tag: tag) }
}

extension CloudRunReport {
  /// The traffic as it is, each revision by its name: a revision that is made later gets nothing of it.
  package var held: [CloudRunService.Traffic] {
    let newest = latestReadyRevision?.split(separator: "/").last.map(String.init)
    let shares = (trafficStatuses ?? []).compactMap { status -> CloudRunService.Traffic? in
      guard let percent = status.percent, percent > 0, let revision = status.revision ?? newest else { return nil }
      return .share(revision, percent, tag: status.tag == CloudRunService.Traffic.tag ? nil : status.tag)
    }
    return shares.isEmpty ? [newest.map { .share($0, 100) }].compactMap { $0 } : shares
  }

  /// Whether the newest revision is the plan's: by its name, and by its image where two were named in one second.
  package func isNewest(_ plan: CloudRunPlan) -> Bool {
    template?.revision == plan.revisionName && template?.containers?.contains { $0.image == plan.image } == true
  }

  /// Whether a revision is the newest, or has traffic or an address.
  package func knows(_ revision: String) -> Bool {
    template?.revision == revision || (trafficStatuses ?? []).contains { $0.revision == revision }
  }

  /// The traffic with a share for the plan's revision; the others keep their proportions.
  package func traffic(sharedWith plan: CloudRunPlan) -> [CloudRunService.Traffic] {
    guard plan.share < 100, !held.isEmpty else { return [.latest] }
    let rest = 100 - plan.share
    var others = held.filter { $0.revision != plan.revisionName }
    for place in others.indices { others[place].percent = (others[place].percent ?? 0) * rest / 100 }
    let missing = rest - others.reduce(0) { $0 + ($1.percent ?? 0) }
    if let most = others.indices.max(by: { (others[$0].percent ?? 0) < (others[$1].percent ?? 0) }) {
      others[most].percent = (others[most].percent ?? 0) + missing
    }
    return others + [.share(plan.revisionName, plan.share, tag: CloudRunService.Traffic.tag)]
  }
}
