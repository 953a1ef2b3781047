// What an image shows, by a server that runs; for browsers, Node, Deno and Bun.

/** The server's answer to an image (a File, a Blob or bytes); throws an Error that says what to do. */
export async function classify(image, server = "http://127.0.0.1:8080", { key, top = 3 } = {}) {
  const headers = key ? { Authorization: `Bearer ${key}` } : {};
  const response = await fetch(`${server}/api/v1/predictions?top=${top}`, { method: "POST", body: image, headers });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail);
  return answer.results[0];
}
