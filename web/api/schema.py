"""The OpenAPI schema of the API, generated from the code."""

import re
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.routing import compile_path

from desk import api_event_kinds
from web.api.docs_page.examples import BODIES, make_sample
from web.api.problems import ProblemAnswer

ROOT, VERSION = "/api", "1.0"
_ABOUT = (
    "Open requests for the people of your own site or product, read the answers, hear when something happens. "
    "A token comes from an admin of the desk (panel: Settings, Integrations; or /systems in Telegram)."
)
_STOP = re.compile(r"[,;:.](?:\s|$)")


def make_schema(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document."""
    if app.openapi_schema is None:
        said = get_openapi(
            title="pulldesk", version=VERSION, openapi_version="3.1.0", description=_ABOUT, routes=app.routes,
            servers=[{"url": ROOT}], separate_input_output_schemas=False,
        )  # fmt: skip
        parts = said.setdefault("components", {})
        parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        given = ProblemAnswer.model_json_schema(ref_template="#/components/schemas/{model}")
        parts.setdefault("schemas", {}).update({**given.pop("$defs", {}), ProblemAnswer.__name__: given})
        for name, body in BODIES.items():
            parts["schemas"][name]["examples"] = [body]
        _lift_descriptions(said)
        for methods in said["paths"].values():
            for one in methods.values():
                one["summary"] = get_title(one["description"])
                for status, answer in one["responses"].items():
                    if status < "300" and (shown := answer.get("content", {}).get("application/json")):
                        shown["example"] = make_sample(shown["schema"], parts["schemas"])
        for unused in ("HTTPValidationError", "ValidationError"):
            parts["schemas"].pop(unused, None)
        said["webhooks"] = {kind: _describe_webhook(kind) for kind in api_event_kinds.ALL}
        app.openapi_schema = said
    return app.openapi_schema


def _describe_webhook(kind: str) -> dict[str, Any]:
    """Return the operation by which the desk tells of an event: its body is that of `GET /events`."""
    shape = {"schema": {"$ref": "#/components/schemas/FeedEventSeen"}}
    return {
        "post": {
            "operationId": f"on_{kind.replace('.', '_')}",
            "summary": f"The event {kind}",
            "description": "Sent to your webhook, signed as Standard Webhooks says.",
            "requestBody": {"required": True, "content": {"application/json": shape}},
            "responses": {"2XX": {"description": "Taken; any other answer is tried again"}},
        }
    }


def get_title(about: str) -> str:
    """Return the title of an operation: how its description begins, up to the first comma or stop."""
    return _STOP.split(about, maxsplit=1)[0]


def _lift_descriptions(part: Any) -> None:
    """Say of a value that may be null, and of a parameter, what is said of the value itself."""
    if isinstance(part, list):
        for one in part:
            _lift_descriptions(one)
    elif isinstance(part, dict):
        for one in part.values():
            _lift_descriptions(one)
        inner = [part["schema"]] if "in" in part and "schema" in part else part.get("anyOf", ())
        said = next((one["description"] for one in inner if "description" in one), None)
        if said is not None:
            part.setdefault("description", said)


def list_methods(app: FastAPI, path: str) -> list[str]:
    """Return the methods that an address takes."""
    fitting = [one for made, one in make_schema(app)["paths"].items() if compile_path(made)[0].match(path)]
    return sorted({method.upper() for methods in fitting for method in methods}) or ["GET"]
