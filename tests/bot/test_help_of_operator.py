"""What `/help` names beside commands: what only the operator can switch on."""

from pathlib import Path

import pytest

from bot.features.help.topics import OF_OPERATOR, find_operators_part


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("e-mail", "mail"), ("the mailbox", "mail"), ("почту", "mail"), ("SMS", "calls"), ("Todoist", "board"),
        ("бэкапы", "backup"), ("hubspot", "crm"), ("merge", None), ("", None),
    ],
)  # fmt: skip
def test_words_find_what_only_the_operator_can_do(typed: str, part: str | None) -> None:
    assert find_operators_part(typed) == part


def test_each_has_a_page() -> None:
    assert [page for _, page in OF_OPERATOR.values() if not Path(page).exists()] == []
