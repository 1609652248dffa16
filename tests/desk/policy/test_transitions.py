"""The one table against the contract's, row by row."""

from datetime import UTC, datetime, timedelta

import pytest

from db.enums import OPEN, WORKING
from db.models import Status
from desk.policy import Verb, permissions, transitions
from desk.policy.transitions import can_reopen, get_target_status
from tests.rules import rules_with

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
S = Status


@pytest.mark.parametrize("status", list(Status))
def test_every_row(status: Status) -> None:
    is_open, works = status in OPEN, status in WORKING
    rows = {
        Verb.CLAIM: (S.ASSIGNED if status in (S.NEW, S.REOPENED) else status) if is_open else None,
        Verb.REPLY: S.IN_PROGRESS if status in (S.NEW, S.ASSIGNED, S.REOPENED) else status,
        Verb.COMMENT: (S.IN_PROGRESS if status is S.PENDING else status) if is_open else None,
        Verb.RELEASE: (S.REOPENED if status is S.REOPENED else S.NEW) if works else None,
        Verb.RING: status if status in (S.NEW, S.REOPENED) else None,
        Verb.HAND_OVER: status if is_open else None,
        Verb.PROGRESS: S.IN_PROGRESS if works else None,
        Verb.PENDING: S.PENDING if works else None,
        Verb.HOLD: S.ON_HOLD if works else None,
        Verb.RESOLVE: S.RESOLVED if is_open else None,
        Verb.SILENCE: {S.RESOLVED: S.CLOSED, S.PENDING: S.RESOLVED}.get(status),
        Verb.CONFIRM: S.CLOSED if status is S.RESOLVED else None,
        Verb.DENY: S.REOPENED if status is S.RESOLVED else None,
        Verb.REOPEN: S.REOPENED if status in (S.RESOLVED, S.CLOSED, S.CANCELLED) else None,
        Verb.CANCEL: S.CANCELLED if is_open else None,
    }
    assert {verb: get_target_status(verb, status) for verb in rows} == rows


def test_resolved_is_open_and_only_two_are_not() -> None:
    assert S.RESOLVED in OPEN
    assert {s for s in Status if s not in OPEN} == {S.CLOSED, S.CANCELLED}


def test_reopening_ends() -> None:
    settings = rules_with(requests__reopen=timedelta(days=14))
    assert can_reopen(S.CLOSED, NOW - timedelta(days=14), now=NOW, rules=settings)
    assert not can_reopen(S.CLOSED, NOW - timedelta(days=14, seconds=1), now=NOW, rules=settings)
    assert can_reopen(S.RESOLVED, None, now=NOW, rules=settings)
    assert not can_reopen(S.PENDING, None, now=NOW, rules=settings)


def test_every_verb_says_who_and_every_section_has_a_verb() -> None:
    assert set(permissions.ALLOWED) == set(transitions.TRANSITIONS) == set(Verb)
    assert set(transitions.SECTION_VERB) == OPEN
