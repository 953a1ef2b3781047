import ArgumentParser

/// `dogbreed cloud`: carry files, train and deploy on Google Cloud, without gcloud.
struct CloudCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cloud",
    abstract: "Train and deploy on Google Cloud.",
    discussion: """
      Credentials are found as Google's own programs find them: GOOGLE_APPLICATION_CREDENTIALS, what gcloud left, the \
      machine's own. What is used again and again lies in dogbreed.json, which cloud init writes. With --dry-run each verb \
      prints the requests that it would send, and sends none.
      """,
    subcommands: [
      CloudInitCommand.self, CloudCopyCommand.self, CloudSyncCommand.self, CloudTrainCommand.self,
      CloudJobsCommand.self,
      CloudWatchCommand.self, CloudLogsCommand.self, CloudCancelCommand.self, CloudFetchCommand.self,
      CloudDeployCommand.self, CloudCostCommand.self, CloudTranslateCommand.self,
    ])
}
