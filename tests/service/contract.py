"""Holds answers of the service to its contract, api/openapi.yaml."""

import functools
import json
import pathlib

import jsonschema
import referencing
import referencing.jsonschema
import yaml

FILE = pathlib.Path(__file__).resolve().parents[2] / "api" / "openapi.yaml"
ROOT = "urn:contract"

EVENT_SCHEMAS = {
    "queued": "QueuedEvent",
    "progress": "ProgressEvent",
    "segment": "SegmentEvent",
    "prediction": "PredictionEvent",
    "error": "ErrorEvent",
    "restart": "RestartEvent",
    "done": "DoneEvent",
}


@functools.cache
def document() -> dict:
    return yaml.safe_load(FILE.read_text())


@functools.cache
def registry() -> referencing.Registry:
    resource = referencing.jsonschema.DRAFT202012.create_resource(document())
    return referencing.Registry().with_resource(ROOT, resource)


def pointer(*keys: str) -> str:
    return "#/" + "/".join(key.replace("~", "~0").replace("/", "~1") for key in keys)


def resolved(node: dict) -> tuple[dict, str]:
    """What a node refers to, and where that is; "" where it refers to nothing."""
    if "$ref" not in node:
        return node, ""
    where = node["$ref"]
    found = document()
    for key in where.removeprefix("#/").split("/"):
        found = found[key.replace("~1", "/").replace("~0", "~")]
    return found, where


def validate(value: object, where: str) -> None:
    """@param where  a JSON pointer to a schema of the document"""
    schema = {"$ref": f"{ROOT}{where}"}
    jsonschema.Draft202012Validator(schema, registry=registry()).validate(value)


def check_response(method: str, path: str, status: int, headers: dict, body: bytes) -> None:
    """@param headers  by lower-case name"""
    path = path.split("?")[0]
    operation = document()["paths"].get(path, {}).get(method.lower())
    kind = headers.get("content-type", "").split(";")[0]
    if operation is None or method == "OPTIONS":
        if status >= 400:
            assert kind == "application/problem+json", (path, status, kind)
            check_problem(status, json.loads(body))
        return
    declared = operation["responses"].get(str(status))
    assert declared is not None, f"{method} {path} is not said to answer {status}: {body[:300]!r}"
    response, where = resolved(declared)
    where = where or pointer("paths", path, method.lower(), "responses", str(status))
    for name, header in response.get("headers", {}).items():
        assert not header.get("required") or name.lower() in headers, (path, status, name)
    assert kind in response["content"], f"{method} {path} {status} is {kind}: {body[:300]!r}"
    if status >= 400:
        check_problem(status, json.loads(body))
    elif kind == "application/json":
        keys = ("content", kind, "schema")
        validate(json.loads(body), where + pointer(*keys).removeprefix("#"))


def check_problem(status: int, problem: dict) -> None:
    validate(problem, "#/components/schemas/Problem")
    assert problem["status"] == status


def check_event(name: str, data: dict) -> None:
    validate(data, f"#/components/schemas/{EVENT_SCHEMAS[name]}")
