"""One number names the account and the person, and is no other chat's; in such a chat the desk says little."""

import pytest

from desk.outbox import Erase, React, Relay, Say, Show
from desk.own_accounts.said_there import fit_letter, is_said_once
from desk.people import chat_ids


@pytest.mark.parametrize("account", [1, 2047])
@pytest.mark.parametrize("user", [1, 777000, 2**52 - 1])
def test_both_parts_are_read_back(account: int, user: int) -> None:
    made, (first, behind) = chat_ids.make_chat_id(account, user), chat_ids.list_bounds(account)
    assert (chat_ids.get_account_id(made), chat_ids.get_user_id(made)) == (account, user)
    assert first <= made < behind <= 2**63
    assert [chat_ids.is_own_chat(one) for one in (made, user, -made)] == [True, False, False]
    for wrong in ((0, user), (2048, user), (account, 0), (account, -100), (account, 2**52)):
        with pytest.raises(ValueError, match="own account"):
            chat_ids.make_chat_id(*wrong)


def test_the_desk_says_little_there() -> None:
    said = [Relay(1), Relay(1, edit=True), Erase(3, instead=True), Show("resolved", slot="x"), Show("which", slot="x")]
    silent = [Say("taken"), React(3, "👀"), Show("receipt", slot="x"), Show("list", slot="x"), Erase(3)]
    assert [fit_letter(one, 1) for one in said + silent] == said + [None] * len(silent)
    once = [Relay(1), Show("resolved", slot="x"), Show("which", slot="x")]
    assert [one for one in said if is_said_once(one)] == once  # what an interrupted call may have sent
