#pragma once
#include <stddef.h>
#include <stdint.h>

// OpenSSL's hashes and signatures. Every function but the one that frees returns 0, or 1 where it failed.

typedef enum {
  CCRYPTO_SHA256,
  CCRYPTO_SHA1,
  CCRYPTO_MD5,
} ccrypto_kind;

/// A hash in progress, kept and copied by the caller.
typedef struct {
  ccrypto_kind kind;
  uint64_t words[16];
} ccrypto_hash;

/// Begins a hash. Fails for an unknown kind only.
int ccrypto_begin(ccrypto_hash *hash, ccrypto_kind kind);

/// Adds bytes to a hash that was begun; can't fail then.
int ccrypto_update(ccrypto_hash *hash, const void *bytes, size_t count);

/// Writes 32 (SHA-256), 20 (SHA-1) or 16 bytes (MD5); the hash must be begun again before it is used again. Can't fail.
int ccrypto_finish(ccrypto_hash *hash, uint8_t *digest);

/// Writes the 32 bytes of HMAC-SHA-256 (RFC 2104); can't fail.
int ccrypto_authenticate(const void *key, size_t key_count, const void *bytes, size_t count, uint8_t *code);

/// A private RSA key.
typedef struct ccrypto_key ccrypto_key;

/// Reads a private RSA key of 2048 bits or more from PEM text; the caller owns it, and frees it with `ccrypto_free`.
int ccrypto_read_key(const char *pem, size_t count, ccrypto_key **key);

/// Signs bytes with RSASSA-PKCS1-v1_5 and SHA-256 (RFC 8017, 8.2). May be called from many threads at once.
///
/// - length: the room at `signature` before, the signature's bytes after.
int ccrypto_sign(ccrypto_key *key, const void *bytes, size_t count, uint8_t *signature, size_t *length);

void ccrypto_free(ccrypto_key *key);
