import NIOCore
import NIOSSL
import Synchronization

/// The certificate chain and its key, as they were last read; each new connection gets the latest.
final class Certificates: Sendable {
  let files: [String]
  private let current: Mutex<Pair>

  private struct Pair: Sendable {
    let chain: [NIOSSLCertificateSource]
    let key: NIOSSLPrivateKeySource
  }

  /// Reads PEM files. Throws `ServerOptionsError.badCertificate`.
  init(certificate: String, key: String) throws(ServerOptionsError) {
    files = [certificate, key]
    current = Mutex(try Self.read(certificate, key))
  }

  /// The certificate that options name; nil without TLS.
  convenience init?(_ options: ServerOptions) throws(ServerOptionsError) {
    guard let certificate = options.certificate, let key = options.key else { return nil }
    try self.init(certificate: certificate, key: key)
  }

  var rereading: RereadFiles { RereadFiles(name: "certificate", paths: files) { [self] in try read() } }

  /// Reads the files again; throws `ServerOptionsError.badCertificate` and keeps the old ones when that fails.
  func read() throws(ServerOptionsError) {
    let new = try Self.read(files[0], files[1])
    current.withLock { $0 = new }
  }

  /// TLS 1.2 at least, and only with forward secrecy.
  var configuration: TLSConfiguration {
    var settings = Self.configuration(current.withLock { $0 })
    settings.sslContextCallback = { [self] _, promise in
      let pair = current.withLock { $0 }
      var change = NIOSSLContextConfigurationOverride()
      (change.certificateChain, change.privateKey) = (pair.chain, pair.key)
      promise.succeed(change)
    }
    return settings
  }

  private static func configuration(_ pair: Pair) -> TLSConfiguration {
    var settings = TLSConfiguration.makeServerConfiguration(certificateChain: pair.chain, privateKey: pair.key)
    settings.minimumTLSVersion = .tlsv12
    settings.cipherSuiteValues = [
      .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
      .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
      .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ]
    return settings
  }

  private static func read(_ certificate: String, _ key: String) throws(ServerOptionsError) -> Pair {
    do {
      let pair = Pair(
        chain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
        key: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
      // Says whether the two belong together, before a client finds out that they don't.
      _ = try NIOSSLContext(configuration: configuration(pair))
      return pair
    } catch {
      throw .badCertificate(reason: "\(error)")
    }
  }
}
