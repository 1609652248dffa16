"""One Bot API call: its method and parameters, whichever way they were sent; must not know any chat.

Query string, form, multipart and JSON bodies are allowed. In the first three, objects are JSON texts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sandbox.stored_file import StoredFile
from sandbox.telegram.api_schema import METHODS
from sandbox.telegram.errors import make_bad_request, make_not_found


@dataclass(frozen=True, slots=True)
class Upload:
    """A file part of a multipart body."""

    name: str
    mime: str
    held: StoredFile


@dataclass(frozen=True, slots=True)
class Call:
    """A call whose method exists and whose parameter names are all known."""

    method: str
    given: dict[str, Any]
    uploads: dict[str, Upload]

    def has_value(self, name: str) -> bool:
        """Return True if the parameter was given and is not empty."""
        value = self.given.get(name)
        return value is not None and value != ""

    def get_text(self, name: str) -> str:
        """Return the parameter as text, `""` if absent."""
        value = self.given.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            return json.dumps(value)
        return value

    def get_integer(self, name: str, default: int = 0) -> int:
        """Return the parameter as a whole number, `default` if absent. Raises 400 if it is no number."""
        value = self.given.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError, OverflowError):
            raise make_bad_request(f'Parameter "{name}" must be an Integer') from None

    def get_number(self, name: str) -> float:
        """Return a required parameter as a number. Raises 400 if it is absent or no number."""
        try:
            return float(self.given[name])
        except (KeyError, TypeError, ValueError):
            raise make_bad_request(f"{name} is empty") from None

    def get_flag(self, name: str) -> bool:
        """Return the parameter as a bool; absent is False. `true`, `yes`, `1` are True, as on the real server."""
        value = self.given.get(name)
        if isinstance(value, str):
            return value.lower() in ("true", "yes", "1")
        return bool(value)

    def get_json(self, name: str) -> Any:
        """Return the parameter as a JSON value, None if absent. Raises 400 if its text is no JSON."""
        value = self.given.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise make_bad_request(f"Can't parse {name} JSON object") from None

    def get_array(self, name: str) -> list[Any] | None:
        """Return the parameter as a JSON array, None if absent. Raises 400 if it is something else."""
        value = self.get_json(name)
        if value is not None and not isinstance(value, list):
            raise make_bad_request(f"Expected an Array as {name}")
        return value


def make_call(method: str, given: dict[str, Any], uploads: dict[str, Upload]) -> Call:
    """Check the names. Raises 404 for an unknown method, 400 for a parameter it does not have.

    Uploads named by a parameter become `attach://<parameter>`; others must be referred to by such an address.
    """
    known = METHODS.get(method.lower())
    if known is None:
        raise make_not_found("method not found")
    name, fields = known
    for part in uploads:
        if part in fields:
            given = {**given, part: f"attach://{part}"}
    unknown = given.keys() - fields
    if unknown:
        raise make_bad_request(f'method {name} has no parameter "{min(unknown)}"')
    return Call(name, given, uploads)
