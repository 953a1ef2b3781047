import ArgumentParser

/// `dogbreed cloud`: copy files, train and deploy on Google Cloud, without gcloud.
struct CloudCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cloud",
    abstract: "Train and deploy on Google Cloud.",
    discussion: """
      Credentials are found as Google's own tools find them: GOOGLE_APPLICATION_CREDENTIALS, gcloud's login, the \
      machine's service account. Defaults come from dogbreed.json, which cloud init writes. With --dry-run each verb \
      prints the requests it would send, and sends none.
      """,
    subcommands: [
      CloudInitCommand.self, CloudCopyCommand.self, CloudSyncCommand.self, CloudTrainCommand.self,
      CloudJobsCommand.self,
      CloudWatchCommand.self, CloudLogsCommand.self, CloudCancelCommand.self, CloudFetchCommand.self,
      CloudDeployCommand.self, CloudServicesCommand.self, CloudStopCommand.self, CloudCostCommand.self,
      CloudTranslateCommand.self,
    ])
}
