"""What judges a day of chaos complains of what is wrong, and of nothing else."""

from typing import Any

import pytest

from tests.chaos import verdict_crm
from tests.chaos.facts import Facts

_LINE = '{"key":"content-contact","args":{"name":"Dot","phone":"+79161230704"}}'
_WORDS, _CONTACT = "w15x the lamp", "Contact: Dot, +7 *** **-04"


@pytest.mark.parametrize(
    ("body", "line", "told", "complains"),
    [
        (_WORDS, None, _WORDS, False),
        (_WORDS, _LINE, f"{_WORDS}\n{_CONTACT}", False),
        ("", _LINE, _CONTACT, False),
        (_WORDS, None, f"{_WORDS}\n{_CONTACT}", True),
        (_WORDS, _LINE, _WORDS, True),
        ("", _LINE, "w16x of somebody else", True),
    ],
)
def test_what_has_no_words_stands_below_them_in_the_crm(
    body: str, line: str | None, told: str, *, complains: bool
) -> None:
    entry: dict[str, Any] = {"id": 5, "ticket_id": 1, "kind": "comment", "withdrawn_at": None}
    ticket = {"id": 1, "number": 7, "origin": "telegram", "filed_at": "10:00"}
    rows = {"people": [], "systems": [], "external": [], "tickets": [ticket]}
    facts = Facts({**rows, "entries": [{**entry, "body": body, "content_line": line}]})
    found = list(verdict_crm.messages({5: {"text": told, "request_id": 1}}, facts))
    assert bool(found) == complains
