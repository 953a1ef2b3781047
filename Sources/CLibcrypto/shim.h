// Only carries the flags that pkg-config knows: CCrypto includes OpenSSL itself, and Swift sees CCrypto alone.
