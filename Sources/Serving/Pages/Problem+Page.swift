/// What a page says at the head of a problem; the APIs have its title.
extension Problem {
  var heading: String {
    switch status {
    case 400 where title == "Malformed request": "That didn't work"
    case 408, 504: "That took too long"
    case 413: "This photo is too large"
    case 422: "This photo can't be read"
    case 429: "One moment, please"
    case 500: "Something went wrong here"
    case 503: "The server is busy"
    default: title
    }
  }
}
