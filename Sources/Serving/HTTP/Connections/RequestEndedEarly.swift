/// Thrown into a request's body when the client stopped sending before its end.
struct RequestEndedEarly: Error {}
