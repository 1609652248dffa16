"""Every reader of memberships says which kind it wants. Rights, money, notices and lists of others count confirmed
memberships only; `is_member` is the one condition. A new reader fails here until it stands in one of the two lists."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.sources import files, parsed, text_of_file

pytestmark = pytest.mark.xdist_group("sources")
ROOT = Path(__file__).parent.parent
_CODE = ("bot", "db", "desk", "doctor", "mail", "ops", "reports", "todoist_sync", "web")
_READS = re.compile(
    r"(?:from|join|update)\s+memberships\b|\bMembership\.\w|\b_Mine\.\w|(?:select|get|get_one|aliased|join)\(\s*Membership\b"
)
_WORDS = ("memberships", "Membership", "_Mine")
"""A file without any of these reads none; to look for the expression in all of them takes half a second."""
_CONFIRMED = re.compile(r"\bis_member\((?:of=\w+)?\)|\bis_leading\(|\bis_led_by\(|confirmed_at is not null")

CONFIRMED = {
    "desk/crm/answers.py::take_labels",
    "desk/notifications/to_leaders.py::_list_receivers",
    "desk/organizations/roles.py::find_leading_role",
    "desk/organizations/roles.py::is_led_by",
    "desk/organizations/members.py::list_directors",
    "desk/organizations/of_ticket.py::is_unconfirmed",
    "desk/payments/bills.py::list_readers",
    "desk/payments/bill_paying.py::find_objection",
    "desk/payments/balances.py::list_led",
    "desk/payments/invoices.py::can_pay",
    "desk/payments/money_messages.py::list_leaders",
    "desk/payments/statements.py::is_for",
    "desk/payments/statements.py::_send_statements",
    "desk/payments/statements.py::request_statements",
    "desk/policy/permissions.py::_get_client_role",
    "desk/policy/permissions.py::is_leading",
    "desk/policy/visibility.py::is_seen_by_client",
    "desk/queries/led_requests.py::list_led",
    "desk/queries/clients.py::_select_notices",
    "desk/requests/drafts.py::is_known",
    "desk/queries/panel/named_in_search.py::name_firms",
    "desk/queries/panel/requesters.py::_order",
    "desk/queries/people.py::match_names",
    "desk/tickets/filing.py::_THEIRS",
}
"""Readers for rights, money, notices and lists: an unconfirmed membership gives none, or is told apart."""

ANY = {
    "desk/search/named.py::select_people_at",
    "desk/crm/record_content.py::_find_contact",
    "desk/organizations/registration.py::_UNUSED",
    "desk/organizations/applicants.py::_get_open",
    "desk/integrations/own_systems.py::has_proved",
    "desk/organizations/applicants.py::load_applicant",
    "desk/organizations/choices.py::list_own",
    "desk/organizations/organization_verbs.py::remove_organization",
    "desk/organizations/organization_verbs.py::remove_outlet",
    "desk/organizations/director_verbs.py::_lock",
    "desk/organizations/director_verbs.py::_lock_member",
    "desk/organizations/members.py::find_membership",
    "desk/organizations/members.py::get_membership",
    "desk/organizations/members.py::list_memberships",
    "desk/organizations/moved_phone_notices.py::_HOLDERS",
    "desk/organizations/joining.py::_list_left",
    "desk/organizations/of_ticket.py::_require_possible",
    "desk/organizations/of_ticket.py::find_outlet",
    "desk/organizations/registration.py::_OFFER",
    "desk/organizations/registration.py::_is_over_limit",
    "desk/organizations/registration.py::join_by_group",
    "desk/organizations/registration.py::load_registration",
    "desk/organizations/of_ticket.py::_READ",
    "desk/privacy/erasing.py::_list_names",
    "desk/privacy/erased_keys.py::_list_said",
    "desk/privacy/erasure_statements.py::STEPS",
    "desk/privacy/person_file.py::_list_organizations",
    "desk/queries/memberships.py::_HIGHEST_FIRST",
    "desk/queries/memberships.py::_select_members",
    "desk/queries/memberships.py::list_own",
    "desk/queries/memberships.py::load_member",
    "desk/queries/memberships.py::MEMBERS",
    "desk/queries/memberships.py::MemberFilters",
    "desk/queries/panel/organizations.py::_count_parts",
    "desk/queries/panel/organizations.py::list_members",
    "desk/retention/idle_people.py::_IDLE",
    "desk/staff/board_accounts.py::MOVES",
    "desk/queries/clients.py::(_Last, _Mine)",
    "web/api/organizations/reading.py::select_memberships",
    "web/features/organizations/members.py::_change",
}
"""Readers for the person alone, for staff, or that end, move, erase and confirm memberships."""


def _split(path: Path) -> Iterator[tuple[str, str]]:
    """Return the functions and values of a module with their source, without decorators."""
    lines = text_of_file(path).splitlines()
    for part in parsed(path).body:
        name = getattr(part, "name", "")
        if isinstance(part, ast.Assign | ast.AnnAssign):
            target = part.targets[0] if isinstance(part, ast.Assign) else part.target
            name = ast.unparse(target)
        if name and name != "Membership":
            yield name, "\n".join(lines[part.lineno - 1 : part.end_lineno])


@cache
def _find_readers() -> dict[str, str]:
    found = {}
    for package in _CODE:
        for path in files(ROOT / package):
            for name, said in _split(path) if any(word in text_of_file(path) for word in _WORDS) else ():
                if _READS.search(said):
                    found[f"{path.relative_to(ROOT)}::{name}"] = said
    for path in files(ROOT / "db/sql", "*.sql"):
        if _READS.search(text_of_file(path)):
            found[str(path.relative_to(ROOT))] = text_of_file(path)
    return found


def test_every_reader_of_memberships_says_which_kind_it_wants() -> None:
    assert set(_find_readers()) == CONFIRMED | ANY
    assert not CONFIRMED & ANY


def test_readers_of_rights_and_money_use_the_one_condition() -> None:
    readers = _find_readers()
    assert [one for one in sorted(CONFIRMED) if not _CONFIRMED.search(readers[one])] == []


def test_nobody_writes_the_condition_by_hand() -> None:
    """Only the model's own columns are compared elsewhere, of a row that is at hand."""
    own = re.compile(r"(?:Membership|_Mine)\.(?:ended_at|confirmed_at)\.is_")
    wrong = [one for one, said in _find_readers().items() if own.search(said)]
    assert set(wrong) <= {
        "desk/organizations/joining.py::_list_left",
        "desk/queries/panel/organizations.py::_count_parts",
        "desk/queries/memberships.py::MEMBERS",
    }
