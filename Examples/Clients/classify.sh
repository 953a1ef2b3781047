#!/usr/bin/env bash
# What images show, by a server that runs: classify.sh IMAGE…
#   DOGBREED_URL   the server's address (default: http://127.0.0.1:8080)
#   DOGBREED_KEY   a key, where the server wants one
set -euo pipefail
url="${DOGBREED_URL:-http://127.0.0.1:8080}/api/v1/predictions?top=3"
for image; do
  # The key comes by standard input: arguments can be read by everybody on the machine.
  printf '%s' "${DOGBREED_KEY:+header = \"Authorization: Bearer $DOGBREED_KEY\"}" |
    curl --config - --silent --show-error --fail-with-body --data-binary "@$image" "$url"
  echo
done
