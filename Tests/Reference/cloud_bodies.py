"""Holds request bodies against Google's own protocol buffers and discovery documents.

Reads lines {"kind": …, "body": …} of the file that is named, and answers each with {"proto": why not, "discovery": why not},
null where it is accepted.
Only the types of Google's packages are used; their clients (gRPC, credentials) are never imported.
"""
import functools, importlib, json, pathlib, re, sys, types

import google.protobuf.json_format as json_format
import googleapiclient


def quiet_package(name):
    """A package whose __init__ isn't run, since that would import the clients."""
    where = [str(pathlib.Path(p) / name.split(".")[-1]) for p in importlib.import_module(name.rpartition(".")[0]).__path__]
    module = types.ModuleType(name)
    module.__path__ = [p for p in where if pathlib.Path(p).is_dir()]
    sys.modules[name] = module


for name in ("google.cloud.aiplatform_v1", "google.cloud.run_v2", "google.cloud.logging_v2",
             "google.cloud.devtools.cloudbuild_v1"):
    quiet_package(name)

# kind: (module with the message, the message, discovery document, its schema)
KINDS = {
    "CustomJob": ("aiplatform_v1.types.custom_job", "CustomJob", "aiplatform.v1", "GoogleCloudAiplatformV1CustomJob"),
    "UploadModel": ("aiplatform_v1.types.model_service", "UploadModelRequest", "aiplatform.v1",
                    "GoogleCloudAiplatformV1UploadModelRequest"),
    "Endpoint": ("aiplatform_v1.types.endpoint", "Endpoint", "aiplatform.v1", "GoogleCloudAiplatformV1Endpoint"),
    "DeployModel": ("aiplatform_v1.types.endpoint_service", "DeployModelRequest", "aiplatform.v1",
                    "GoogleCloudAiplatformV1DeployModelRequest"),
    "UndeployModel": ("aiplatform_v1.types.endpoint_service", "UndeployModelRequest", "aiplatform.v1",
                      "GoogleCloudAiplatformV1UndeployModelRequest"),
    "Predict": ("aiplatform_v1.types.prediction_service", "PredictRequest", "aiplatform.v1",
                "GoogleCloudAiplatformV1PredictRequest"),
    "Service": ("run_v2.types.service", "Service", "run.v2", "GoogleCloudRunV2Service"),
    "ListLogEntries": ("logging_v2.types.logging", "ListLogEntriesRequest", "logging.v2", "ListLogEntriesRequest"),
    "Build": ("devtools.cloudbuild_v1.types.cloudbuild", "Build", "cloudbuild.v1", "Build"),
    # App Engine's are checked against the discovery document alone.
    "Version": (None, None, "appengine.v1", "Version"),
    "Bucket": (None, None, "storage.v1", "Bucket"),
    "Repository": (None, None, "artifactregistry.v1", "Repository"),
    "EnableServices": (None, None, "serviceusage.v1", "BatchEnableServicesRequest"),
    "Account": (None, None, "iam.v1", "CreateServiceAccountRequest"),
    "IdToken": (None, None, "iamcredentials.v1", "GenerateIdTokenRequest"),
    "AppEngineService": (None, None, "appengine.v1", "Service"),
}


@functools.cache
def document(name):
    folder = pathlib.Path(googleapiclient.__file__).parent / "discovery_cache/documents"
    return json.loads((folder / f"{name}.json").read_text())["schemas"]


def check(value, schema, schemas, path):
    if "$ref" in schema: schema = dict(schemas[schema["$ref"]], readOnly=schema.get("readOnly"))
    if schema.get("readOnly"): raise ValueError(f"{path} is output only")
    kind = schema.get("type")
    if kind == "any": return
    expected = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float)}[kind]
    if not isinstance(value, expected) or (isinstance(value, bool) and kind != "boolean"):
        raise ValueError(f"{path} is not a {kind}")
    if kind == "string":
        if "enum" in schema and value not in schema["enum"]: raise ValueError(f"{path}: no {value}")
        shapes = {"int64": r"-?\d+", "google-duration": r"-?\d+(\.\d{1,9})?s"}
        if schema.get("format") in shapes and not re.fullmatch(shapes[schema["format"]], value):
            raise ValueError(f"{path}: {value} is not a {schema['format']}")
    if kind == "array":
        for place, item in enumerate(value): check(item, schema["items"], schemas, f"{path}[{place}]")
    if kind == "object":
        for key, item in value.items():
            if key in schema.get("properties", {}): check(item, schema["properties"][key], schemas, f"{path}.{key}")
            elif "additionalProperties" in schema: check(item, schema["additionalProperties"], schemas, f"{path}.{key}")
            else: raise ValueError(f"{path} has no {key}")


def refusal(look):
    try: look()
    except Exception as error: return f"{type(error).__name__}: {error}"[:300]


def proto(kind, body):
    module, name = KINDS[kind][:2]
    if module is None: return
    message = getattr(importlib.import_module("google.cloud." + module), name)
    pure = message.pb(message()) if hasattr(message, "pb") else message()
    json_format.ParseDict(body, pure)


def main():
    for line in open(sys.argv[1]):
        case = json.loads(line)
        kind, body = case["kind"], case["body"]
        schemas = document(KINDS[kind][2])
        print(json.dumps({
            "proto": refusal(lambda: proto(kind, body)),
            "discovery": refusal(lambda: check(body, schemas[KINDS[kind][3]], schemas, kind))}))


if __name__ == "__main__": main()
