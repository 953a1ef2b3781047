/// What the page shows around the images: queues, classes, figures.
package struct ReviewOverview: Codable, Hashable, Sendable {
  /// A queue, and how many images are left in it.
  package struct Queue: Codable, Hashable, Sendable {
    /// By what it is asked for.
    package let id: ReviewQueue
    /// What the page calls it.
    package let title: String
    /// How many images wait in it.
    package let left: Int

    package init(id: ReviewQueue, title: String, left: Int) { (self.id, self.title, self.left) = (id, title, left) }
  }

  /// A class, and how many images are labelled so now.
  package struct Class: Codable, Hashable, Sendable {
    /// Its stable id.
    package let id: String
    /// The text that people read.
    package let label: String
    /// How many images are labelled so, as it is decided now.
    package let images: Int

    package init(id: String, label: String, images: Int) { (self.id, self.label, self.images) = (id, label, images) }
  }

  /// What validation says of the head as it is now.
  package struct Figures: Codable, Hashable, Sendable {
    /// The share that is right, from 0 to 1.
    package let accuracy: Double
    /// The lower end of its 95 % interval.
    package let low: Double
    /// The upper end.
    package let high: Double
    /// How many images judge.
    package let of: Int
    /// The mean negative log-likelihood of their labels, in nats.
    package let nll: Double
    /// Seconds that fitting and ranking took.
    package let seconds: Double
    /// After how many decisions.
    package let decided: Int

    package init(
      accuracy: Double, low: Double, high: Double, of: Int, nll: Double, seconds: Double, decided: Int
    ) {
      (self.accuracy, self.low, self.high, self.of) = (accuracy, low, high, of)
      (self.nll, self.seconds, self.decided) = (nll, seconds, decided)
    }
  }

  /// The data folder.
  package let data: String
  /// The folder of the journal.
  package let journal: String
  /// All queues, in the order of the page.
  package let queues: [Queue]
  /// All classes, those that decisions made last.
  package let classes: [Class]
  /// Decisions that count, of this start and of those before.
  package let decided: Int
  /// Files whose label changes once decisions are applied.
  package let relabelled: Int
  /// Files that go to the bin then.
  package let deleted: Int
  /// Whether a step can be taken back.
  package let canUndo: Bool
  /// Whether the labels are folders' names, so that files can be moved.
  package let canMove: Bool
  /// Whether something was applied that can be undone.
  package let canRevert: Bool
  /// Whether heads are being fitted to the newest decisions.
  package let isFitting: Bool
  /// The newest figures; nil where no image judges.
  package let figures: Figures?
  /// The figures after earlier decisions, the newest last.
  package let history: [Figures]
  /// Why no head can be fitted; nil where one is.
  package let hint: String?

  package init(
    data: String, journal: String, queues: [Queue], classes: [Class], decided: Int, relabelled: Int, deleted: Int,
    canUndo: Bool, canMove: Bool, canRevert: Bool, isFitting: Bool, figures: Figures?, history: [Figures], hint: String?
  ) {
    (self.data, self.journal, self.queues, self.classes, self.decided) = (data, journal, queues, classes, decided)
    (self.relabelled, self.deleted, self.canUndo) = (relabelled, deleted, canUndo)
    (self.canMove, self.canRevert, self.isFitting) = (canMove, canRevert, isFitting)
    (self.figures, self.history, self.hint) = (figures, history, hint)
  }
}

/// Where the next image comes from.
package enum ReviewQueue: String, Codable, Hashable, Sendable, CaseIterable {
  /// Labels that heads doubt that haven't learnt them.
  case doubts
  /// Images without a label: the unsure and different ones first.
  case unlabelled
  /// Images that look alike and have different labels, or are in different parts.
  case alike
  /// Images far from all others.
  case far
  /// What people sent.
  case feedback

  /// What the page calls it.
  package var title: String {
    switch self {
    case .doubts: "Doubtful labels"
    case .unlabelled: "Without a label"
    case .alike: "Look-alikes"
    case .far: "Unlike all others"
    case .feedback: "Sent by people"
    }
  }
}
