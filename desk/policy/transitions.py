"""The table of the desk: verb × status. Pure; buttons and verbs follow it.

A row says to which status the verb leads, or that the status stays. What is not in the table is refused. Who may use a
verb is in `permissions.py`.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from db.enums import FINISHED, OPEN, WORKING
from db.models import Status
from desk.settings import DeskSettings


class Verb(StrEnum):
    """Verbs whose effect depends on the status."""

    CLAIM = "claim"
    REPLY = "reply"
    COMMENT = "comment"
    NOTE = "note"
    RELEASE = "release"
    RING = "ring"
    HAND_OVER = "hand_over"
    PROGRESS = "progress"
    PENDING = "pending"
    HOLD = "hold"
    RESOLVE = "resolve"
    SILENCE = "silence"
    CONFIRM = "confirm"
    DENY = "deny"
    REOPEN = "reopen"
    CANCEL = "cancel"
    HELPED = "helped"
    NEED_PERSON = "need_person"
    NOT_PROBLEM = "not_problem"
    CLOSE = "close"
    RATE = "rate"
    RENAME = "rename"
    PRIORITISE = "prioritise"
    CATEGORISE = "categorise"
    TAG = "tag"
    PROMISE = "promise"
    REASSURE = "reassure"
    CANNOT_WAIT = "cannot_wait"
    CAN_WAIT = "can_wait"
    ESCALATE = "escalate"
    DEESCALATE = "deescalate"
    SET_EVENT = "set_event"
    SET_ROOT_CAUSE = "set_root_cause"
    SET_ORGANIZATION = "set_organization"
    SET_PRICE = "set_price"
    RECORD_TIME = "record_time"
    SET_FIELD = "set_field"
    DRAFT = "draft"
    SUM_UP = "sum_up"
    MERGE = "merge"
    UNMERGE = "unmerge"
    SPLIT = "split"
    ADD_TO_OWN = "add_to_own"
    JOIN = "join"
    LEAVE = "leave"
    USE_STEPS = "use_steps"
    ASK_SENDER = "ask_sender"
    SET_COPIES = "set_copies"
    SHARE = "share"


_N, _A, _P = Status.NEW, Status.ASSIGNED, Status.IN_PROGRESS
_W, _H, _D = Status.PENDING, Status.ON_HOLD, Status.RESOLVED
_C, _R, _X = Status.CLOSED, Status.REOPENED, Status.CANCELLED

WORDS = frozenset({Verb.COMMENT, Verb.REPLY, Verb.NOTE})
"""Messages; on a merged ticket they go to the ticket that it is part of."""
OF_MERGING = frozenset({Verb.MERGE, Verb.UNMERGE, Verb.SPLIT, Verb.ADD_TO_OWN})


OF_FIELDS = frozenset(
    {Verb.RENAME, Verb.PRIORITISE, Verb.CATEGORISE, Verb.TAG, Verb.SET_EVENT, Verb.SET_ROOT_CAUSE}
    | {Verb.SET_ORGANIZATION, Verb.SET_PRICE, Verb.RECORD_TIME, Verb.DRAFT, Verb.SET_FIELD, Verb.SUM_UP}
    | {Verb.ASK_SENDER, Verb.SET_COPIES}
)
"""Changes of a field: possible in every status, but not on a merged ticket."""


def _to(target: Status, sources: Iterable[Status]) -> dict[Status, Status]:
    return dict.fromkeys(sources, target)


def _stays(sources: Iterable[Status]) -> dict[Status, Status]:
    return {status: status for status in sources}


TRANSITIONS: dict[Verb, dict[Status, Status]] = {
    Verb.CLAIM: _stays(OPEN) | _to(_A, {_N, _R}),
    Verb.REPLY: _stays(Status) | _to(_P, {_N, _A, _R}),
    Verb.COMMENT: _stays(OPEN) | _to(_P, {_W}),
    Verb.NOTE: _stays(Status),
    Verb.RELEASE: _to(_N, WORKING) | _stays({_R}),
    Verb.RING: _stays({_N, _R}),
    Verb.HAND_OVER: _stays(OPEN),
    Verb.PROGRESS: _to(_P, WORKING),
    Verb.PENDING: _to(_W, WORKING),
    Verb.HOLD: _to(_H, WORKING),
    Verb.RESOLVE: _to(_D, OPEN),
    Verb.SILENCE: {_D: _C, _W: _D},
    Verb.CONFIRM: {_D: _C},
    Verb.DENY: {_D: _R},
    Verb.REOPEN: _to(_R, {_D, _C, _X}),
    Verb.CANCEL: _to(_X, OPEN),
    Verb.HELPED: _to(_C, WORKING),
    Verb.NEED_PERSON: _stays(OPEN),
    Verb.NOT_PROBLEM: _stays(WORKING),
    Verb.CLOSE: _to(_C, OPEN),
    Verb.RATE: _stays({_C}),
    Verb.RENAME: _stays(Status),
    Verb.PRIORITISE: _stays(Status),
    Verb.CATEGORISE: _stays(Status),
    Verb.TAG: _stays(Status),
    Verb.PROMISE: _stays(WORKING),
    Verb.REASSURE: _stays(WORKING),
    Verb.CANNOT_WAIT: _stays(WORKING - {_W}),
    Verb.CAN_WAIT: _stays(OPEN),
    Verb.ESCALATE: _stays(OPEN),
    Verb.DEESCALATE: _stays(OPEN),
    Verb.SET_EVENT: _stays(Status),
    Verb.SET_ROOT_CAUSE: _stays(Status),
    Verb.SET_ORGANIZATION: _stays(Status),
    Verb.SET_PRICE: _stays(Status),
    Verb.RECORD_TIME: _stays(Status),
    Verb.SET_FIELD: _stays(Status),
    Verb.DRAFT: _stays(Status),
    Verb.SUM_UP: _stays(Status),
    Verb.MERGE: _to(_C, OPEN),
    Verb.UNMERGE: _stays({_C}),
    Verb.SPLIT: _stays(Status),
    Verb.ADD_TO_OWN: _to(_C, OPEN),
    Verb.JOIN: _stays(WORKING),
    Verb.LEAVE: _stays(WORKING),
    Verb.USE_STEPS: _stays(WORKING),
    Verb.ASK_SENDER: _stays(Status),
    Verb.SET_COPIES: _stays(Status),
    Verb.SHARE: _stays(OPEN),
}


SECTION_VERB: dict[Status, Verb] = {
    Status.NEW: Verb.RELEASE,
    Status.ASSIGNED: Verb.CLAIM,
    Status.IN_PROGRESS: Verb.PROGRESS,
    Status.PENDING: Verb.PENDING,
    Status.ON_HOLD: Verb.HOLD,
    Status.RESOLVED: Verb.RESOLVE,
    Status.REOPENED: Verb.REOPEN,
}


def get_target_status(verb: Verb, status: Status) -> Status | None:
    """Return to which status the verb leads (the same one if it stays), or None if it is not possible."""
    return TRANSITIONS[verb].get(status)


def can_reopen(status: Status, ended_at: datetime | None, *, now: datetime, rules: DeskSettings) -> bool:
    """Return True for resolved tickets, and for closed and cancelled ones within `rules.reopen` of their end."""
    if status in FINISHED:
        return ended_at is not None and now - ended_at <= rules.requests.reopen
    return status is Status.RESOLVED
