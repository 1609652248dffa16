"""Letters stored in the outbox: loading them, and what may happen to them there."""

from dataclasses import fields
from typing import Any

from db.models import UnknownWordError
from desk.outbox.letters import NAMES, Button, Letter, ReportReady, Say, Show


def load_letter(data: dict[str, Any]) -> Letter:
    """Load a letter from its payload; fields of a newer version are ignored. Raises UnknownWordError for a type this
    version does not know, TypeError if something is missing."""
    kind = NAMES.get(data["type"])
    if kind is None:
        raise UnknownWordError(data["type"])
    given = _keep_known(kind, data)
    if kind in (Say, ReportReady):
        given["buttons"] = tuple(
            tuple(Button(**_keep_known(Button, b)) for b in row) for row in given.get("buttons", ())
        )
    if kind is Say:
        given["keyed"] = tuple(given.get("keyed", ()))
        given["secret"] = tuple(given.get("secret", ()))
        given["keys"] = tuple(given.get("keys", ()))
    if kind is Show:
        given["tickets"] = tuple(given.get("tickets", ()))
    letter: Letter = kind(**given)
    return letter


def _keep_known(kind: type, data: dict[str, Any]) -> dict[str, Any]:
    names = {one.name for one in fields(kind)}
    return {name: value for name, value in data.items() if name in names}


def drop_secrets(data: dict[str, Any]) -> dict[str, Any]:
    """Return a payload with secrets as it may be kept after sending."""
    return {**data, "args": {k: "" if k in data["secret"] else v for k, v in data["args"].items()}}


def can_wait(data: dict[str, Any]) -> bool:
    """Return True if a payload only updates what is rendered when it is sent: later it does the same or more."""
    kind = data.get("type")
    return bool((kind == "show" and data.get("only_edit")) or (kind == "relay" and data.get("edit")))
