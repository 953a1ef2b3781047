"""Holds whole requests against Google's discovery documents: host, method, path, queries and body; and bodies against its
protocol buffers where there are some.

Arguments: a file with lines {"method": …, "url": …, "body": …}, and the folder of `cloud_bodies.py`. Each line is answered by null, or
why Google has no such request. The host `any` stands for all of Google's, for requests that were seen elsewhere.
"""
import functools, json, pathlib, re, sys, urllib.parse

import googleapiclient

sys.path.insert(0, sys.argv[2])
import cloud_bodies

KINDS = {schema: kind for kind, (_, _, _, schema) in cloud_bodies.KINDS.items()}

FOLDER = pathlib.Path(googleapiclient.__file__).parent / "discovery_cache/documents"
# Documents by the host that they are for, regions left out.
DOCUMENTS = {
    "aiplatform.googleapis.com": ["aiplatform.v1"], "run.googleapis.com": ["run.v2"], "appengine.googleapis.com": ["appengine.v1"],
    "storage.googleapis.com": ["storage.v1"], "logging.googleapis.com": ["logging.v2"], "iam.googleapis.com": ["iam.v1"],
    "serviceusage.googleapis.com": ["serviceusage.v1", "serviceusage.v1beta1"], "cloudbuild.googleapis.com": ["cloudbuild.v1"],
    "artifactregistry.googleapis.com": ["artifactregistry.v1"], "iamcredentials.googleapis.com": ["iamcredentials.v1"],
    "cloudbilling.googleapis.com": ["cloudbilling.v1"],
}


@functools.cache
def document(name): return json.loads((FOLDER / f"{name}.json").read_text())


def methods(node):
    yield from node.get("methods", {}).values()
    for inner in node.get("resources", {}).values(): yield from methods(inner)


def pattern(path):
    """A template such as v1/{+name}:cancel or b/{bucket}/o, as a regular expression."""
    parts = re.split(r"(\{\+?\w+\})", path)
    return "".join(re.escape(p) if not p.startswith("{") else "[^/]+" for p in parts)


def routes(name):
    root = document(name)
    base = "/" + root["servicePath"]
    for method in methods(root):
        # The flat path has a place for each part of a name.
        paths = [base + method.get("flatPath", method["path"])]
        for protocol in method.get("mediaUpload", {}).get("protocols", {}).values(): paths.append(protocol["path"])
        for path in paths: yield method, path


def refusal(request):
    url = urllib.parse.urlsplit(request["url"])
    if url.scheme != "https": return "not https"
    # A registry speaks the distribution specification.
    if url.netloc.endswith("-docker.pkg.dev"):
        return None if request["method"] == "GET" and re.fullmatch(r"/v2/.+/(manifests|blobs)/[^/]+", url.path) else "no such request of a registry"
    host = re.sub(r"^[a-z]+-[a-z]+\d+-(?=aiplatform\.)", "", url.netloc)
    if host == "any": DOCUMENTS["any"] = sorted({name for names in DOCUMENTS.values() for name in names})
    if host not in DOCUMENTS: return f"no document for {url.netloc}"
    why = "no such path"
    for name in DOCUMENTS[host]:
        for method, path in routes(name):
            if not re.fullmatch(pattern(path), url.path): continue
            if method["httpMethod"] != request["method"]: why = f"{path} has no {request['method']}"; continue
            known = set(method.get("parameters", {})) | set(document(name)["parameters"]) | {"uploadType"}
            strange = set(urllib.parse.parse_qs(url.query)) - known
            if strange: why = f"{path} has no query {sorted(strange)}"; continue
            body = request.get("body")
            if body is None: return None
            if "request" not in method: why = f"{path} takes no body"; continue
            schema = method["request"]["$ref"]
            try: cloud_bodies.check(body, {"$ref": schema}, document(name)["schemas"], "body")
            except ValueError as error: why = str(error); continue
            return cloud_bodies.refusal(lambda: cloud_bodies.proto(KINDS[schema], body)) if schema in KINDS else None
    return why


for line in open(sys.argv[1]): print(json.dumps(refusal(json.loads(line))))
