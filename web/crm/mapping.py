"""CRM_MAPPING: which records go where, and how their fields are called there (docs/how-to/integrators/crm.md). Pure.
Without a file, or for a kind that it leaves out, everything goes under our own names; a kind that is null is not
sent."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from db.documents import find_document
from desk.accounts.account_data import LONGEST_LABEL, MOST_LABELS
from desk.crm.record_kinds import RecordKind, RecordToSend

_PATHS = {
    RecordKind.ORGANIZATION: "/organizations/{id}",
    RecordKind.OUTLET: "/outlets/{id}",
    RecordKind.CONTACT: "/contacts/{id}",
    RecordKind.REQUEST: "/requests/{id}",
    RecordKind.MESSAGE: "/messages/{id}",
    RecordKind.STATUS: "/statuses/{id}",
    RecordKind.RATING: "/ratings/{id}",
    RecordKind.PAYMENT: "/payments/{id}",
}


class KindMapping(BaseModel):
    """How a kind of record is sent. `fields`: their names by ours, with dots for what is within another; empty: all
    under ours. `values`: by our field, their value for ours. `ref`, `labels`: where the answer has their id, and the
    labels of the person."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    path: str = Field(pattern=r"^/[!-~]*$", max_length=300)
    method: str = Field("PUT", pattern="^(PUT|POST|PATCH)$")
    fields: dict[str, str] | None = None
    values: dict[str, dict[str, Any]] = Field(default_factory=dict)
    ref: str = "id"
    labels: str = "labels"


Mappings = Mapping[RecordKind, KindMapping | None]
_FILE = TypeAdapter(dict[RecordKind, KindMapping | None])


def load_mappings(path: Path | None) -> Mappings:
    """Return how each kind is sent. Raises ValueError with a line that names the mistake, never the content."""
    default = {kind: KindMapping.model_validate({"path": where}) for kind, where in _PATHS.items()}
    if path is None:
        return default
    try:
        return default | _FILE.validate_python(json.loads(path.read_bytes()))
    except ValidationError as error:
        where = ".".join(str(one) for one in error.errors(include_input=False)[0]["loc"])
        raise ValueError(
            f"CRM_MAPPING should hold a file as {find_document('docs/how-to/integrators/crm.md')} says: see {where}"
        ) from None
    except (OSError, ValueError):
        raise ValueError("CRM_MAPPING should hold the path of a readable file with JSON") from None


def make_body(record: RecordToSend, mapping: KindMapping) -> dict[str, Any]:
    """Return the record as the CRM reads it."""
    ours = {"id": record.key.id, "ref": record.ref, **record.values}
    named = mapping.fields if mapping.fields is not None else {name: name for name in ours}
    body: dict[str, Any] = {}
    for name, theirs in named.items():
        if name in ours:
            _put(body, theirs.split("."), _translate(ours[name], mapping.values.get(name)))
    return body


_LONGEST_REF = 100


def find_ref(answer: Any, mapping: KindMapping) -> str | None:
    """Return their id from an answer, if it has one that can be stored."""
    found = _get(answer, mapping.ref)
    if not isinstance(found, str | int) or isinstance(found, bool):
        return None
    ref = str(found)[:_LONGEST_REF]
    return ref if ref and ref.isprintable() else None


def find_labels(answer: Any, mapping: KindMapping) -> tuple[str, ...] | None:
    """Return the labels of the person from an answer, those that can be stored; None if it has none to say."""
    found = _get(answer, mapping.labels)
    if not isinstance(found, list):
        return None
    return tuple(one for one in found if isinstance(one, str) and len(one) <= LONGEST_LABEL)[:MOST_LABELS]


def _get(answer: Any, path: str) -> Any:
    for step in path.split("."):
        answer = answer.get(step) if isinstance(answer, dict) else None
    return answer


def _put(body: dict[str, Any], steps: list[str], value: Any) -> None:
    for step in steps[:-1]:
        within = body.setdefault(step, {})
        body = within if isinstance(within, dict) else {}
    body[steps[-1]] = value


def _translate(value: Any, table: dict[str, Any] | None) -> Any:
    return table.get(str(value), value) if table is not None else value
