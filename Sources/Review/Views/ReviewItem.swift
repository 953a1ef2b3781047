/// One image, with what helps to decide about it.
package struct ReviewItem: Codable, Hashable, Sendable {
  /// A class that the image may show.
  package struct Candidate: Codable, Hashable, Sendable {
    /// Its stable id.
    package let id: String
    /// The text that people read.
    package let label: String
    /// From 0 to 1; nil where nothing is known yet.
    package let probability: Double?

    package init(id: String, label: String, probability: Double?) {
      (self.id, self.label, self.probability) = (id, label, probability)
    }
  }

  /// An image like it.
  package struct Neighbour: Codable, Hashable, Sendable {
    /// By what the image is asked for.
    package let number: Int
    /// Its class's label; nil without one.
    package let label: String?
    /// The cosine of the features, from −1 to 1.
    package let similarity: Double

    package init(number: Int, label: String?, similarity: Double) {
      (self.number, self.label, self.similarity) = (number, label, similarity)
    }
  }

  /// By what the image is asked for.
  package var number: Int
  /// Its path below the data folder, or its absolute path.
  package var name: String
  /// The class's id and label as it is now; nil without one.
  package var id: String?
  /// The class's label; nil without one.
  package var label: String?
  /// The part of the data set, or where else the image is from.
  package var part: String
  /// Why it is shown, as a sentence.
  package var reason: String
  /// What the keys 1 to 9 stand for.
  package var candidates: [Candidate]
  /// The images most like it.
  package var neighbours: [Neighbour]
  /// What was decided about it; nil where nothing was.
  package var verdict: String?

  package init(
    number: Int, name: String, id: String?, label: String?, part: String, reason: String, candidates: [Candidate],
    neighbours: [Neighbour], verdict: String?
  ) {
    (self.number, self.name, self.id, self.label, self.part) = (number, name, id, label, part)
    (self.reason, self.candidates, self.neighbours, self.verdict) = (reason, candidates, neighbours, verdict)
  }
}

/// A class's images, or those without a label that look like it, the most doubtful first.
package struct ReviewGrid: Codable, Hashable, Sendable {
  /// One image of the grid.
  package struct Cell: Codable, Hashable, Sendable {
    /// By what the image is asked for.
    package let number: Int
    /// Its name.
    package let name: String
    /// What it looks like, where that is another class.
    package let other: String?

    package init(number: Int, name: String, other: String?) {
      (self.number, self.name, self.other) = (number, name, other)
    }
  }

  /// As many as were asked for.
  package let cells: [Cell]
  /// How many there are.
  package let total: Int

  package init(cells: [Cell], total: Int) { (self.cells, self.total) = (cells, total) }
}

/// What spoke for a class in an image: `columns × rows` numbers from 0 to 1, row by row.
package struct ReviewMap: Codable, Hashable, Sendable {
  /// Numbers from left to right.
  package let columns: Int
  /// Numbers from top to bottom.
  package let rows: Int
  /// From 0 to 1.
  package let values: [Float]

  package init(columns: Int, rows: Int, values: [Float]) {
    (self.columns, self.rows, self.values) = (columns, rows, values)
  }
}

/// What somebody decided, as the page sends it.
package struct ReviewRequest: Codable, Hashable, Sendable {
  /// What is decided.
  package enum Kind: String, Codable, Hashable, Sendable {
    case label, new, delete, unsure, skip
  }

  /// The images that it is about.
  package var images: [Int]
  /// What is decided.
  package var verdict: Kind
  /// The class's id, or the name of a new one.
  package var name: String?
  /// The queue whose next images are wanted.
  package var queue: ReviewQueue?
}

/// What the page shows next.
package struct ReviewReply: Codable, Hashable, Sendable {
  /// What the page shows around the images.
  package var overview: ReviewOverview
  /// The next images of the queue that was asked for.
  package var items: [ReviewItem]
  /// What happened, as a sentence.
  package var said: String?
  /// What couldn't be done, one sentence each.
  package var problems: [String]

  package init(overview: ReviewOverview, items: [ReviewItem], said: String? = nil, problems: [String] = []) {
    (self.overview, self.items, self.said, self.problems) = (overview, items, said, problems)
  }
}

/// A request that makes no sense to the review, with what to do.
package struct ReviewRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// One sentence.
  package let description: String

  package init(_ description: String) { self.description = description }
}
