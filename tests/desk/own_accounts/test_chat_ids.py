"""One number names the account and the person, and is no other chat's."""

import pytest

from desk.outbox import Erase, React, Relay, Say, Show
from desk.own_accounts.said_there import is_said_there
from desk.people import chat_ids


@pytest.mark.parametrize("account", [1, 7, 2047])
@pytest.mark.parametrize("user", [1, 777000, 7_000_000_001, 2**52 - 1])
def test_both_parts_are_read_back(account: int, user: int) -> None:
    made = chat_ids.make_chat_id(account, user)
    first, behind = chat_ids.list_bounds(account)
    assert (chat_ids.get_account_id(made), chat_ids.get_user_id(made)) == (account, user)
    assert first <= made < behind <= 2**63
    assert (chat_ids.is_own_chat(made), chat_ids.is_own_chat(user), chat_ids.is_own_chat(-made)) == (True, False, False)


@pytest.mark.parametrize(("account", "user"), [(0, 5), (2048, 5), (1, 0), (1, -100), (1, 2**52)])
def test_what_is_out_of_bounds_has_no_chat(account: int, user: int) -> None:
    with pytest.raises(ValueError, match="own account"):
        chat_ids.make_chat_id(account, user)


def test_the_desk_says_little_there() -> None:
    said = [
        Relay(1),
        Relay(1, edit=True),
        Erase(3, instead=True),
        Show("resolved", slot="resolved:1"),
        Show("which", slot="which:1"),
    ]
    silent = [
        Say("taken"),
        React(3, "👀"),
        Show("receipt", slot="receipt:1"),
        Show("list", slot="list"),
        Say("greeted"),
        Erase(3),  # typed there by people
    ]
    assert [is_said_there(one) for one in said + silent] == [True] * len(said) + [False] * len(silent)
