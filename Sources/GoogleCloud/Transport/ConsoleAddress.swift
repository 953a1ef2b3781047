import Support

/// Pages of Google's console, for people.
package enum ConsoleAddress {
  private static let root = "https://console.cloud.google.com"

  /// A custom job.
  ///
  /// - name: `projects/…/customJobs/ID`.
  package static func job(_ name: String) -> String? {
    CloudName.resource(name, kind: "customJobs").map {
      "\(root)/vertex-ai/locations/\($0.region)/training/\($0.id)?project=\($0.project)"
    }
  }

  /// A custom job's log.
  ///
  /// - project: its name; that in the job's own name may be a number.
  package static func log(ofJob name: String, project: String) -> String? {
    CloudName.resource(name, kind: "customJobs").map {
      "\(root)/logs/query;query=" + "resource.labels.job_id=\"\($0.id)\"".percentEncoded + "?project=\(project)"
    }
  }

  /// A Cloud Run service.
  package static func service(_ name: String, region: String, project: String) -> String {
    "\(root)/run/detail/\(region)/\(name)?project=\(project)"
  }

  /// The versions of an App Engine service.
  package static func versions(of service: String, project: String) -> String {
    "\(root)/appengine/versions?serviceId=\(service)&project=\(project)"
  }

  /// A Vertex AI endpoint.
  ///
  /// - name: `projects/…/endpoints/ID`.
  package static func endpoint(_ name: String) -> String? {
    CloudName.resource(name, kind: "endpoints").map {
      "\(root)/vertex-ai/online-prediction/locations/\($0.region)/endpoints/\($0.id)?project=\($0.project)"
    }
  }
}
