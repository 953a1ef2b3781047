import Serving
import Testing

@Suite struct RateLimiterTests {
  @Test func aBurstThenTheRate() {
    var limiter = RateLimiter(rate: 2)
    var answers = (0..<3).map { _ in limiter.consume("a", now: 0) }
    #expect(answers == [nil, nil, 1])
    answers = [limiter.consume("a", now: 0.5), limiter.consume("a", now: 0.6)]
    #expect(answers == [nil, 1])
    let other = limiter.consume("b", now: 0.6)
    #expect(other == nil)
  }

  @Test func slowRatesSayHowLong() {
    var limiter = RateLimiter(rate: 0.1)
    let answers = (0..<2).map { _ in limiter.consume("a", now: 0) }
    #expect(answers == [nil, 10])
  }

  @Test func manyClientsDontGrowTheMemory() {
    var limiter = RateLimiter(rate: 1, capacity: 50)
    for client in 0..<5000 { _ = limiter.consume(String(client), now: Double(client) / 1000) }
    #expect(limiter.clients <= 50)
  }

  @Test func aClockThatStandsStillGivesNothing() {
    var limiter = RateLimiter(rate: 1)
    _ = limiter.consume("a", now: 10)
    let back = limiter.consume("a", now: 5)
    #expect(back != nil)
  }
}
