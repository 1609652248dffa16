"""Who shows a second factor where admins have to: by what they may do, whatever their role is called."""

import pytest

from db.models import Person, Role, WebSession
from desk.policy.permissions import PRESETS, Grant
from desk.second_factor import factors
from desk.sessions.sessions import is_factor_needed
from tests.rules import rules_with

_RULES = rules_with(web__second_factor="admins")


@pytest.mark.parametrize("grant", list(Grant))
def test_a_grant_that_managers_lack_needs_it(grant: Grant) -> None:
    agent = Person(role=Role.AGENT, grants={grant.value: True})
    assert is_factor_needed(agent, _RULES, has_factor=False) is (grant not in PRESETS[Role.MANAGER])


@pytest.mark.parametrize("role", list(PRESETS))
def test_of_the_roles_admins_need_it(role: Role) -> None:
    assert is_factor_needed(Person(role=role, grants={}), _RULES, has_factor=False) is (role is Role.ADMIN)


def test_what_a_session_asked_is_answered_once() -> None:
    row = WebSession(challenge=b"what a passkey has to sign")
    assert [factors.take_challenge(one) is not None for one in (row, row, None)] == [True, False, False]
