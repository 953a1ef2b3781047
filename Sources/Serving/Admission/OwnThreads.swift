import NIOPosix

/// Threads for work that keeps a core busy, so that it never holds Swift's own pool, where the requests are answered.
enum OwnThreads {
  /// Reads the bodies of requests: forms and JSON.
  static let reading = started(threads: 2)
  /// Loads and verifies models.
  static let loading = PoolExecutor(started(threads: 1))

  private static func started(threads: Int) -> NIOThreadPool {
    let pool = NIOThreadPool(numberOfThreads: threads)
    pool.start()
    return pool
  }
}

/// Runs tasks on the threads of a pool.
final class PoolExecutor: TaskExecutor {
  private let pool: NIOThreadPool

  init(_ pool: NIOThreadPool) { self.pool = pool }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let executor = asUnownedTaskExecutor()
    pool.submit { _ in job.runSynchronously(on: executor) }
  }
}
