import NIOCore
import Transport

/// Reads why S3 or STS refused: their XML errors, or else what any server may say.
enum AmazonRefusal {
  /// Returns the error; its reason is S3's code, such as `NoSuchKey`.
  static func error(_ response: CloudResponse, to request: CloudRequest) -> CloudError {
    let found = XMLTree(response.body.readableBytesView).flatMap(element)
    let code = found?["Code"]?.text
    var error = RefusalText.error(
      response, to: request, message: code.flatMap(words) ?? found?["Message"]?.text ?? code ?? plain(response),
      reason: code ?? reason(response.status))
    error.mayPass = code.map(transient.contains) ?? false
    error.region = response.headers["x-amz-bucket-region"] ?? found?["Region"]?.text
    return error
  }

  /// Returns the XML of an answer. Throws the error that it holds in place of a result, as S3 answers when it had begun with
  /// 200, and one of a broken connection where it isn't whole.
  static func tree(_ answer: CloudResponse, to request: CloudRequest) throws(CloudError) -> XMLTree {
    guard let tree = XMLTree(answer.body.readableBytesView) else {
      throw CloudError(.connection, "The answer is not the XML that was expected", request: request.summary)
    }
    if tree.name == "Error" { throw error(answer, to: request) }
    return tree
  }

  /// `<Error>` itself, or inside STS's `<ErrorResponse>`.
  private static func element(_ tree: XMLTree) -> XMLTree? { tree.name == "Error" ? tree : tree["Error"] }

  /// Answers to HEAD have no body.
  private static func plain(_ response: CloudResponse) -> String {
    let text = response.text
    if !text.isEmpty { return text }
    return switch response.status {
    case 403: "The credentials may not do this, or nothing is there"
    case 404: "There is no such object or bucket"
    case 412: "Somebody else wrote the object meanwhile"
    default: "The server refused"
    }
  }

  private static func reason(_ status: Int) -> String? {
    switch status {
    case 400: "InvalidRequest"
    case 403: "AccessDenied"
    case 404: "NotFound"
    case 412: "PreconditionFailed"
    default: nil
    }
  }

  /// What to do where S3's own words don't say it.
  private static func words(_ code: String) -> String? {
    switch code {
    case "SignatureDoesNotMatch":
      "The secret access key isn't the one of this access key; check AWS_SECRET_ACCESS_KEY or the profile"
    case "InvalidAccessKeyId":
      "The server doesn't know this access key; check AWS_ACCESS_KEY_ID, the profile and the endpoint"
    case "NoSuchBucket": "There is no such bucket"
    default: nil
    }
  }

  /// Codes of refusals that pass: S3 sends some with 400 or inside of 200.
  static let transient: Set = [
    "InternalError", "SlowDown", "ServiceUnavailable", "RequestTimeout", "Throttling", "ThrottlingException",
    "RequestThrottled", "RequestLimitExceeded", "BandwidthLimitExceeded", "OperationAborted", "RequestTimeoutException",
    "ConditionalRequestConflict",
  ]

  /// Codes of credentials that newer ones may replace.
  static let expired: Set = ["ExpiredToken", "ExpiredTokenException", "InvalidToken", "TokenRefreshRequired"]
}
