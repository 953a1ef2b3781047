/// Thrown into a request's body when the client was too slow in sending it.
struct RequestReadTimeout: Error {}
