"""Holds the manifests below Deploy/ against Kubernetes' own schemas and against the types of Kubeflow's own client.

Prints a line for each file: its name and what is wrong with it, or "ok". With --spoil each is made wrong first, in ways that
must be found; prints a line for each that wasn't, and at last how many there were.
"""
import ast, copy, importlib.util, pathlib, sys

import kubernetes_validate
import yaml

VERSION = "1.37.0"


def literal(path, name):
    """A dictionary that a generated class holds, without running its module, which would ask for half of Kubernetes."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == name: return ast.literal_eval(node.value)


def models():
    found = {}
    for spec in pathlib.Path(importlib.util.find_spec("kubeflow").submodule_search_locations[0], "training/models").glob("*.py"):
        keys, types = literal(spec, "attribute_map"), literal(spec, "openapi_types")
        if keys:
            name = next(n.name for n in ast.parse(spec.read_text()).body if isinstance(n, ast.ClassDef))
            found[name] = {keys[field]: types[field] for field in keys}
    return found


PLAIN = {"str": str, "int": int, "bool": bool, "object": dict, "float": float}


def check(value, kind, known, path):
    if kind in PLAIN:
        if not isinstance(value, PLAIN[kind]): raise ValueError(f"{path} is not a {kind}")
    elif kind.startswith("list["):
        for number, item in enumerate(value): check(item, kind[5:-1], known, f"{path}[{number}]")
    elif kind.startswith("dict("):
        for key, item in value.items(): check(item, kind[5:-1].split(", ")[1], known, f"{path}.{key}")
    elif kind in known:
        for key, item in value.items():
            if key not in known[kind]: raise ValueError(f"{path} has no {key}")
            check(item, known[kind][key], known, f"{path}.{key}")
    elif kind == "JobTemplate":
        if set(value) - {"metadata", "spec"}: raise ValueError(f"{path} has more than metadata and spec")
        job = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "a", **value.get("metadata", {})}, "spec": value["spec"]}
        kubernetes_validate.validate(job, VERSION, strict=True)
    elif kind == "V1PodTemplateSpec":
        if set(value) - {"metadata", "spec"}: raise ValueError(f"{path} has more than metadata and spec")
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", **value.get("metadata", {})}, "spec": value["spec"]}
        kubernetes_validate.validate(pod, VERSION, strict=True)


# Kubeflow Trainer v2 (trainer.kubeflow.org/v1alpha1): the members that its types have, as far as they are used here. A string names
# how a member is checked further.
TRAINER = {
    "TrainingRuntime": {"spec": "RuntimeSpec"},
    "RuntimeSpec": {"mlPolicy": "MLPolicy", "podGroupPolicy": "object", "template": "JobSetTemplate"},
    "MLPolicy": {"numNodes": "int", "torch": "Torch", "mpi": "object"},
    "Torch": {"numProcPerNode": "int"},
    "JobSetTemplate": {"metadata": "object", "spec": "JobSet"},
    "JobSet": {"replicatedJobs": "list[ReplicatedJob]", "network": "object", "successPolicy": "object", "failurePolicy": "object"},
    "ReplicatedJob": {"name": "str", "replicas": "int", "template": "JobTemplate"},
    "TrainJob": {"spec": "TrainJobSpec"},
    "TrainJobSpec": {"runtimeRef": "RuntimeRef", "trainer": "Trainer", "suspend": "bool", "managedBy": "str"},
    "RuntimeRef": {"apiGroup": "str", "kind": "str", "name": "str"},
    "Trainer": {"image": "str", "command": "list[str]", "args": "list[str]", "env": "list[object]", "numNodes": "int",
                "resourcesPerNode": "Resources", "numProcPerNode": "int"},
    "Resources": {"requests": "object", "limits": "object"},
}


def trainer(document, known):
    if document["apiVersion"] != "trainer.kubeflow.org/v1alpha1": raise ValueError("another version")
    if set(document) - {"apiVersion", "kind", "metadata", "spec"}: raise ValueError("more than a resource has")
    check({"spec": document["spec"]}, document["kind"], {**known, **TRAINER}, document["kind"])
    if document["kind"] == "TrainingRuntime":
        job = document["spec"]["template"]["spec"]["replicatedJobs"][0]
        step = job["template"]["metadata"]["labels"]["trainer.kubeflow.org/trainjob-ancestor-step"]
        names = [c["name"] for c in job["template"]["spec"]["template"]["spec"]["containers"]]
        if (job["name"], step, names) != ("node", "trainer", ["node"]): raise ValueError("Trainer finds no container of its own")


def is_patch(folder):
    kinds = folder / "kustomization.yaml"
    return kinds.is_file() and yaml.safe_load(kinds.read_text())["kind"] == "Component"


def merged(base, patch):
    """The strategic merge that Kustomize does: maps by key, lists by their items' names."""
    if isinstance(base, dict) and isinstance(patch, dict):
        return {**base, **{key: merged(base.get(key), value) for key, value in patch.items()}}
    if isinstance(base, list) and isinstance(patch, list):
        named = {item["name"]: item for item in base}
        return list((named | {item["name"]: merged(named.get(item["name"]), item) for item in patch}).values())
    return patch


def validate(document, known, folder):
    if document["kind"] == "PyTorchJob":
        if document["apiVersion"] != "kubeflow.org/v1": raise ValueError("another version")
        check(document, "KubeflowOrgV1PyTorchJob", known, "PyTorchJob")
        replicas = document["spec"]["pytorchReplicaSpecs"]
        if not set(replicas) <= {"Master", "Worker"}: raise ValueError("replicas are called Master and Worker")
        for name, spec in replicas.items():
            if spec["template"]["spec"]["containers"][0]["name"] != "pytorch": raise ValueError(f"{name} has no container pytorch")
    elif document["kind"] in ("TrainingRuntime", "TrainJob"): trainer(document, known)
    elif document["kind"] in ("Kustomization", "Component"):
        for name in document.get("resources", []) + [patch["path"] for patch in document.get("patches", [])]:
            if not (folder / name).is_file(): raise ValueError(f"{name} is missing")
    elif is_patch(folder):
        base = yaml.safe_load((folder.parent / "deployment.yaml").read_text())
        kubernetes_validate.validate(merged(base, document), VERSION, strict=True)
    else:
        kubernetes_validate.validate(document, VERSION, strict=True)


def places(value, path=()):
    if isinstance(value, dict):
        yield path
        for key, item in value.items(): yield from places(item, path + (key,))
    elif isinstance(value, list):
        for number, item in enumerate(value): yield from places(item, path + (number,))


# Maps of free words.
FREE = {"labels", "matchLabels", "annotations", "nodeSelector", "requests", "limits", "pytorchReplicaSpecs", "metadata"}

known, spoilt = models(), 0
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.yaml")):
    # Rules are promtool's to check.
    if path.parent.name == "prometheus": continue
    for document in yaml.safe_load_all(path.read_text()):
        if "--spoil" not in sys.argv:
            try: validate(document, known, path.parent); print(path.name, "ok")
            except Exception as error: print(path.name, f"{type(error).__name__}: {str(error)[:300]}")
            continue
        if document["kind"] in ("Kustomization", "Component"): continue
        for place in places(document):
            if place and place[-1] in FREE: continue
            wrong = copy.deepcopy(document)
            target = wrong
            for step in place: target = target[step]
            target["noSuchKey"] = 1
            spoilt += 1
            try: validate(wrong, known, path.parent); print(path.name, ".".join(map(str, place)))
            except Exception: pass
if "--spoil" in sys.argv: print(spoilt, "places spoilt")
