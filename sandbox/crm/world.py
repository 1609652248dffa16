"""Holds what the simulated CRM has: records under pulldesk's ids, each once, and what came in which order."""

from dataclasses import dataclass, field
from typing import Any

Key = tuple[str, int]
"""The path's first word, such as "organizations", and pulldesk's id."""
_PARENTS = {
    "organization_id": "organizations",
    "outlet_id": "outlets",
    "contact_id": "contacts",
    "request_id": "requests",
}


@dataclass(slots=True)
class CrmFault:
    """One fault for the next `times` requests below `path` (None: for ever): a status instead of the work, a pause of
    `delay` seconds, or the work without its answer (`lost`)."""

    path: str = "/"
    status: int | None = None
    delay: float = 0
    lost: bool = False
    times: int | None = 1

    def match_and_count(self, path: str) -> bool:
        """Return True if the fault applies to this request; count it down then."""
        if self.times == 0 or not path.startswith(self.path):
            return False
        if self.times is not None:
            self.times -= 1
        return True


@dataclass(slots=True)
class CrmWorld:
    """The records under pulldesk's ids.

    `refs`: their ids here, `own`: those of records that the CRM created itself; `log`: every accepted change in its
    order; `complaints`: what a good sender never does; `requests`: how many were worked off. `strict`: a key that
    came before is answered as then, whatever the body says, as payment services do. `labels`: those that it answers
    of a record's person.
    """

    authorization: str = ""
    records: dict[Key, dict[str, Any]] = field(default_factory=dict)
    refs: dict[Key, str] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    log: list[tuple[str, int, dict[str, Any]]] = field(default_factory=list)
    faults: list[CrmFault] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    requests: int = 0
    strict: bool = False
    labels: dict[Key, Any] = field(default_factory=dict)
    _keys: dict[str, Key] = field(default_factory=dict)

    def take_fault(self, path: str) -> CrmFault | None:
        """Return the fault for a request, if any."""
        return next((one for one in self.faults if one.match_and_count(path)), None)

    def put(self, kind: str, own_id: int, body: dict[str, Any], once: str) -> str | None:
        """Create or change a record, once for each idempotency key; return its id here, or None if it names a record
        that never came."""
        key = (kind, own_id)
        self.requests += 1
        unknown = [name for name, of in _PARENTS.items() if not self._knows(of, body.get(name), body.get(_ref(name)))]
        if unknown:
            self.complaints.append(f"{kind} {own_id} came before its {unknown[0].removesuffix('_id')}")
            return None
        if self.strict and self._keys.get(once) == key:
            return self.refs[key]
        if self._keys.get(once, key) != key:
            self.complaints.append(f"{kind} {own_id} came under the idempotency key of another record")
        if self._keys.setdefault(once, key) == key and self.records.get(key) != body:
            self.records[key] = body
            self.log.append((kind, own_id, body))
        if body.get("ref") in self.own:
            self.refs[key] = body["ref"]
        return self.refs.setdefault(key, f"{kind[0].upper()}-{len(self.refs) + 1:05}")

    def _knows(self, kind: str, own_id: int | None, ref: str | None) -> bool:
        return own_id is None or (kind, own_id) in self.records or ref in self.own


def _ref(name: str) -> str:
    return name.removesuffix("_id") + "_ref"
