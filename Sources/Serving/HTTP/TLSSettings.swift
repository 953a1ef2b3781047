import NIOSSL

/// How the server speaks TLS: 1.2 at least, and only with forward secrecy.
enum TLSSettings {
  /// Reads the certificate chain and its key, PEM files.
  ///
  /// Throws `ServerOptionsError.badCertificate`.
  static func read(certificate: String, key: String) throws(ServerOptionsError) -> TLSConfiguration {
    do {
      let chain = try NIOSSLCertificate.fromPEMFile(certificate).map { NIOSSLCertificateSource.certificate($0) }
      var settings = TLSConfiguration.makeServerConfiguration(
        certificateChain: chain, privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
      settings.minimumTLSVersion = .tlsv12
      settings.cipherSuiteValues = [
        .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
      ]
      return settings
    } catch {
      throw .badCertificate(reason: "\(error)")
    }
  }
}
