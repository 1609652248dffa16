"""Whether an answer of the API is one that its schema names: status, media type, and the shape of its body."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import httpx
from jsonschema import Draft202012Validator, FormatChecker

_FORMATS = FormatChecker(formats=())


@_FORMATS.checks("date-time", raises=ValueError)
def _moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@_FORMATS.checks("date", raises=ValueError)
def _day(value: object) -> bool:
    return not isinstance(value, str) or bool(date.fromisoformat(value))


def wrong(schema: Mapping[str, Any], operation: Mapping[str, Any], answer: httpx.Response) -> str | None:
    """What of the answer is not as declared; None: nothing."""
    said = operation["responses"].get(str(answer.status_code))
    if answer.status_code >= 500 or said is None:
        return "status"
    media = answer.headers.get("content-type", "").partition(";")[0]
    named = said.get("content")
    if not named:
        return "body" if answer.content else None
    if "application/octet-stream" in named:  # a file, of whatever type it is
        return None
    if media not in named:
        return f"media type {media}"
    return _shape(schema, named[media]["schema"], answer.json())


def _shape(schema: Mapping[str, Any], of: Mapping[str, Any], body: Any) -> str | None:
    checked = Draft202012Validator({**of, "components": schema["components"]}, format_checker=_FORMATS)
    return next((f"{error.json_path}: {error.message:.200}" for error in checked.iter_errors(body)), None)
