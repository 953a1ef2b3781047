"""Cloud Run, App Engine and Vertex AI endpoints as far as `cloud deploy`, `services` and `stop` ask them, with their state.

What Google refuses is refused: a PATCH of a service that is there without a mask, traffic to revisions that aren't there, deleting a
version with traffic or an endpoint with models, undeploying the model that has the traffic while others stay.
"""
import copy, json, re, urllib.parse, urllib.request


class Refused(Exception):
    def __init__(self, status, words, reason="FAILED_PRECONDITION"):
        super().__init__(words)
        self.status, self.reason = status, reason


def sold(path, query):
    """What an N1 machine is made of, a page for each part; Vertex AI alone sells something here."""
    rows = [("Core", 36353000, "h"), ("Ram", 4872000, "GiBy.h")] if "C7E2-9256-1C43" in path else []
    place = int(query.get("pageToken", ["0"])[0])
    skus = [{"description": f"Vertex AI: Training/Pipelines on N1 Predefined Instance {name} running in Netherlands",
             "category": {"usageType": "OnDemand"}, "serviceRegions": ["europe-west4"],
             "pricingInfo": [{"effectiveTime": "2026-11-28T08:00:00Z", "pricingExpression": {"usageUnit": unit, "tieredRates": [
                 {"startUsageAmount": 0, "unitPrice": {"currencyCode": "USD", "units": "0", "nanos": nanos}}]}}]}
            for name, nanos, unit in rows[place:place + 1]]
    return {"skus": skus, "nextPageToken": str(place + 1) if place + 1 < len(rows) else ""}


class Deployments:
    def __init__(self, facts):
        self.facts = facts
        self.run, self.engine, self.endpoints, self.models = {}, {}, {}, {}
        self.count = 0

    def disown(self):
        """Makes everything somebody else's."""
        for service in self.run.values(): service["labels"], service["template"]["containers"] = {}, [{"image": "i/theirs:1"}]
        for service in self.engine.values():
            for version in service["versions"].values(): version.pop("envVariables", None)
        for endpoint in self.endpoints.values(): endpoint["labels"] = {}

    def number(self):
        self.count += 1
        return str(self.count)

    def handle(self, method, path, query, body, raw):
        """Returns (response, whether it is an operation's); None where the path is another service's. Raises Refused."""
        broken = self.facts.get("broken")
        if broken and re.fullmatch(broken, f"{method} {path}"): raise Refused(403, "It is broken.", "PERMISSION_DENIED")
        if path.startswith("/v2/projects/") and "/services" in path: return self.cloud_run(method, path, query, body)
        if path.startswith("/v1/apps/"): return self.app_engine(method, path, query, body)
        if "/endpoints" in path or "/models" in path: return self.vertex(method, path, query, body, raw)

    # Cloud Run

    def cloud_run(self, method, path, query, body):
        name = path.split("/")[-1]
        if name == "services" and method == "POST":
            name, path = query["serviceId"][0], f"{path}/{query['serviceId'][0]}"
            # Somebody else makes one of that name just before.
            if self.facts.get("taken"):
                self.facts["taken"] = False
                self.run[name] = {"name": path[4:], "etag": "0", "revisions": [f"{name}-theirs"], "labels": {"app": "dogbreed"},
                                  "template": {"revision": f"{name}-theirs", "containers": [{"image": "i/theirs:1"}]},
                                  "traffic": [{"type": "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", "percent": 100}]}
            if name in self.run: raise Refused(409, "The service exists already.", "ALREADY_EXISTS")
        elif name == "services": return {"services": [self.shown(n) for n in self.run]}, False
        if method == "DELETE":
            if name not in self.run: raise Refused(404, "The service is not there.", "NOT_FOUND")
            if query.get("etag", [self.run[name]["etag"]]) != [self.run[name]["etag"]]: raise Refused(409, "It was changed.", "ABORTED")
            del self.run[name]
            return {}, True
        if method == "GET":
            if name not in self.run: raise Refused(404, "The service is not there.", "NOT_FOUND")
            return self.shown(name), False
        there = self.run.get(name)
        if method == "PATCH" and not there: raise Refused(404, "The service is not there.", "NOT_FOUND")
        mask = query.get("updateMask", [""])[0].split(",")
        if there and mask == [""]: raise Refused(400, "A whole service would lose what others set.", "INVALID_ARGUMENT")
        if there and body.get("etag") not in (None, there["etag"]): raise Refused(409, "It was changed.", "ABORTED")
        new = copy.deepcopy(there) if there else {"revisions": []}
        new.update({key: body[key] for key in (mask if there else body) if key in body})
        revisions = list(new["revisions"])
        revision = new["template"].get("revision") or f"{name}-{self.number()}"
        if revision in revisions and there and new["template"] != there["template"]:
            raise Refused(409, f"The revision {revision} exists with a different configuration.", "ALREADY_EXISTS")
        if revision not in revisions: revisions.append(revision)
        for target in new["traffic"]:
            if target["type"].endswith("REVISION") and target["revision"] not in revisions:
                raise Refused(400, f"There is no revision {target['revision']}.", "INVALID_ARGUMENT")
        if sum(t.get("percent", 0) for t in new["traffic"]) != 100: raise Refused(400, "The traffic isn't all.", "INVALID_ARGUMENT")
        if query.get("validateOnly") == ["true"]: return {}, True
        new["revisions"], new["etag"] = revisions, self.number()
        new["name"] = path[4:]
        self.run[name] = new
        return self.shown(name), True

    def shown(self, name):
        service = self.run[name]
        uri, latest = self.facts["uri"], service["revisions"][-1]
        statuses = []
        for target in service["traffic"]:
            status = dict(target, revision=target.get("revision", latest))
            if target.get("tag"): status["uri"] = uri.replace("127.0.0.1", "localhost")
            statuses.append(status)
        answer = {k: v for k, v in service.items() if k != "revisions"}
        answer.update(uri=uri, trafficStatuses=statuses, latestReadyRevision=f"{service['name']}/revisions/{latest}",
                      terminalCondition={"state": self.facts.get("condition", "CONDITION_SUCCEEDED"), "message": "It crashes."})
        return answer

    # App Engine

    def app_engine(self, method, path, query, body):
        if self.facts.get("noApp"): raise Refused(404, "The app is not there.", "NOT_FOUND")
        parts = path.split("/")[3:]
        if len(parts) == 1: return {"defaultHostname": "stub.example"}, False
        if len(parts) == 2: return {"services": [{"id": name} for name in self.engine]}, False
        name = parts[2]
        service = self.engine.get(name)
        if method == "POST":
            if service is None: service = self.engine[name] = {"versions": {}, "split": {body["id"]: 1}}
            service["versions"][body["id"]] = dict(body, versionUrl=self.facts["uri"])
            return {}, True
        if service is None: raise Refused(404, "The service is not there.", "NOT_FOUND")
        if len(parts) == 3:
            if method == "DELETE":
                if name == "default": raise Refused(400, "The default service can't be deleted.")
                del self.engine[name]
                return {}, True
            if method == "PATCH": service["split"] = body["split"]["allocations"]; return {}, True
            return {"id": name, "split": {"allocations": service["split"]}}, False
        if len(parts) == 4: return {"versions": list(service["versions"].values())}, False
        version = service["versions"].get(parts[4])
        if version is None: raise Refused(404, "The version is not there.", "NOT_FOUND")
        if method == "DELETE":
            if service["split"].get(parts[4]): raise Refused(400, "The version has traffic.")
            del service["versions"][parts[4]]
            return {}, True
        if method == "PATCH": version.update(body); return {}, True
        return version, False

    # Vertex AI

    def vertex(self, method, path, query, body, raw):
        place = re.match(r"/v1/(projects/[^/]+/locations/[^/]+)", path)[1]
        name, _, verb = path[4:].partition(":")
        if verb == "upload":
            model = body.get("parentModel") or f"{place}/models/{body['modelId']}"
            known = self.models.setdefault(model, {"body": body["model"], "versions": [], "aliases": {}, "next": 1})
            known["versions"].append(str(known["next"]))
            known["next"] += 1
            for alias in body["model"].get("versionAliases", []): known["aliases"][alias] = known["versions"][-1]
            return {"model": model, "modelVersionId": known["versions"][-1]}, True
        if path.endswith("/models"):
            return {"models": [{"name": m, "displayName": v["body"]["displayName"]} for m, v in self.models.items()]}, False
        if "/models/" in name and method == "GET":
            model, _, version = name.partition("@")
            known = self.models.get(model, {"versions": [], "aliases": {}})
            version = known["aliases"].get(version, version) or "1"
            if version not in known["versions"]: raise Refused(404, "The model is not there.", "NOT_FOUND")
            return {"name": model, "versionId": version}, False
        if "/models/" in name and method == "DELETE":
            model, _, version = name.partition("@")
            if model not in self.models: raise Refused(404, "The model is not there.", "NOT_FOUND")
            if any(d["model"].split("@")[0] == model and (not version or d["model"] == name)
                   for e in self.endpoints.values() for d in e["deployedModels"]):
                raise Refused(400, "The model is deployed.")
            if version: self.models[model]["versions"].remove(version)
            else: del self.models[model]
            return {}, True
        if path.endswith("/endpoints") and method == "POST":
            made = f"{place}/endpoints/{query['endpointId'][0]}"
            self.endpoints[made] = dict(body, name=made, deployedModels=[], trafficSplit={})
            return {"name": made}, True
        if path.endswith("/endpoints"): return {"endpoints": list(self.endpoints.values())}, False
        endpoint = self.endpoints.get(name)
        if endpoint is None: raise Refused(404, "The endpoint is not there.", "NOT_FOUND")
        models, split = endpoint["deployedModels"], endpoint["trafficSplit"]
        if method == "GET": return endpoint, False
        if method == "DELETE":
            if models: raise Refused(400, "Models are deployed there.")
            del self.endpoints[name]
            return {}, True
        if verb == "deployModel":
            deployed = dict(body["deployedModel"])
            deployed.setdefault("id", self.number())
            models.append(deployed)
            endpoint["trafficSplit"] = {deployed["id"] if k == "0" else k: v for k, v in body["trafficSplit"].items()}
            return {"deployedModel": deployed}, True
        if verb == "undeployModel":
            number = body["deployedModelId"]
            if all(d["id"] != number for d in models): raise Refused(404, "The model is not there.", "NOT_FOUND")
            if len(models) == 1 and body.get("trafficSplit"): raise Refused(400, "No model is left for the traffic.", "INVALID_ARGUMENT")
            if len(models) > 1 and split.get(number) and "trafficSplit" not in body: raise Refused(400, "The model has traffic.")
            endpoint["deployedModels"] = [d for d in models if d["id"] != number]
            endpoint["trafficSplit"] = body.get("trafficSplit", {k: v for k, v in split.items() if k != number})
            return {}, True
        if verb == "predict":
            request = urllib.request.Request(self.facts["uri"] + "/predict", raw, {"Content-Type": "application/json"})
            with urllib.request.urlopen(request) as found: return json.load(found), False

    def state(self):
        """What runs and costs."""
        return {
            "run": {n: [(t["revision"], t["percent"]) for t in self.shown(n)["trafficStatuses"] if t.get("percent") or t.get("tag")]
                    for n in self.run},
            "engine": {n: sorted(i for i, v in s["versions"].items() if v["servingStatus"] == "SERVING") for n, s in self.engine.items()},
            "split": {n: s["split"] for n, s in self.engine.items()},
            "endpoints": {n: {"models": [d["id"] for d in e["deployedModels"]], "split": e["trafficSplit"]}
                          for n, e in self.endpoints.items()},
            "models": {m: v["versions"] for m, v in self.models.items()},
        }
