// The hashes by block are deprecated in favour of contexts on the heap, whose allocation can fail; these live where the
// caller keeps them.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "CCrypto.h"

#include <assert.h>
#include <limits.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/md5.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <string.h>

static_assert(sizeof(SHA256_CTX) <= sizeof(((ccrypto_hash *)0)->words), "SHA-256's state fits");
static_assert(sizeof(SHA_CTX) <= sizeof(((ccrypto_hash *)0)->words), "SHA-1's state fits");
static_assert(sizeof(MD5_CTX) <= sizeof(((ccrypto_hash *)0)->words), "MD5's state fits");

int ccrypto_begin(ccrypto_hash *hash, ccrypto_kind kind) {
  hash->kind = kind;
  switch (kind) {
  case CCRYPTO_SHA256: return SHA256_Init((SHA256_CTX *)hash->words) != 1;
  case CCRYPTO_SHA1: return SHA1_Init((SHA_CTX *)hash->words) != 1;
  case CCRYPTO_MD5: return MD5_Init((MD5_CTX *)hash->words) != 1;
  }
  return 1;
}

int ccrypto_update(ccrypto_hash *hash, const void *bytes, size_t count) {
  if (count == 0) return 0;
  switch (hash->kind) {
  case CCRYPTO_SHA256: return SHA256_Update((SHA256_CTX *)hash->words, bytes, count) != 1;
  case CCRYPTO_SHA1: return SHA1_Update((SHA_CTX *)hash->words, bytes, count) != 1;
  case CCRYPTO_MD5: return MD5_Update((MD5_CTX *)hash->words, bytes, count) != 1;
  }
  return 1;
}

int ccrypto_finish(ccrypto_hash *hash, uint8_t *digest) {
  switch (hash->kind) {
  case CCRYPTO_SHA256: return SHA256_Final(digest, (SHA256_CTX *)hash->words) != 1;
  case CCRYPTO_SHA1: return SHA1_Final(digest, (SHA_CTX *)hash->words) != 1;
  case CCRYPTO_MD5: return MD5_Final(digest, (MD5_CTX *)hash->words) != 1;
  }
  return 1;
}

static int digest(const void *first, size_t first_count, const void *second, size_t second_count, uint8_t *code) {
  ccrypto_hash hash;
  return ccrypto_begin(&hash, CCRYPTO_SHA256) || ccrypto_update(&hash, first, first_count) ||
         ccrypto_update(&hash, second, second_count) || ccrypto_finish(&hash, code);
}

int ccrypto_authenticate(const void *key, size_t key_count, const void *bytes, size_t count, uint8_t *code) {
  enum { block = 64 };
  uint8_t inner[block] = {0}, outer[block];
  if (key_count > block) {
    if (digest(key, key_count, NULL, 0, inner)) return 1;
  } else if (key_count > 0) {
    memcpy(inner, key, key_count);
  }
  for (int place = 0; place < block; place++) {
    outer[place] = inner[place] ^ 0x5c;
    inner[place] ^= 0x36;
  }
  return digest(inner, block, bytes, count, code) || digest(outer, block, code, SHA256_DIGEST_LENGTH, code);
}

int ccrypto_read_key(const char *pem, size_t count, ccrypto_key **key) {
  if (count > INT_MAX) return 1;
  BIO *text = BIO_new_mem_buf(pem, (int)count);
  if (!text) return 1;
  // With an empty password an encrypted key is refused; without one, it would be asked for on the terminal.
  EVP_PKEY *read = PEM_read_bio_PrivateKey(text, NULL, NULL, "");
  BIO_free(text);
  if (!read) return 1;
  if (EVP_PKEY_base_id(read) != EVP_PKEY_RSA || EVP_PKEY_bits(read) < 2048) {
    EVP_PKEY_free(read);
    return 1;
  }
  *key = (ccrypto_key *)read;
  return 0;
}

int ccrypto_sign(ccrypto_key *key, const void *bytes, size_t count, uint8_t *signature, size_t *length) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  if (!context) return 1;
  int signed_ = EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, (EVP_PKEY *)key) == 1 &&
                EVP_DigestSign(context, signature, length, bytes, count) == 1;
  EVP_MD_CTX_free(context);
  return !signed_;
}

void ccrypto_free(ccrypto_key *key) { EVP_PKEY_free((EVP_PKEY *)key); }
