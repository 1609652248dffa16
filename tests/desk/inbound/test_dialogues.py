"""Conversations of several turns: the question that was asked last is answered first, in words as by its buttons."""

from itertools import groupby
from pathlib import Path

import pytest

from db.database import Database
from tests.desk.inbound.conversing import Dialogue, play_scene, read_dialogues, read_line

pytestmark = pytest.mark.sentence("2 Where a message goes")

_WHETHER_TO_CLOSE = (
    ("never mind", "yes", "no wait"), ("отмена", "да", "нет"), ("cancel it", "👍", "keep it"),
    ("уже не надо", "закрывайте", "ой нет, подождите"),
)  # fmt: skip
_ASKED_LAST = [
    *(
        f"{scene} | {ask} => asks close | {said} => {right}"
        for at, scene in enumerate(("draft", "open", "taken", "asked", "pending", "taken~26", "two_chosen"))
        for ask, yes, no in (_WHETHER_TO_CLOSE[at % 4], _WHETHER_TO_CLOSE[(at + 1) % 4])
        for said, right in ((yes, "cancelled"), (no, "kept"))
    ),
    *(
        f"{scene}{before} | {said} => {right}"
        for scene in ("resolved", "resolved~26")
        for before in ("", " | + The lamp of room 9 blinks")
        for words, right in ((("yes", "да", "works"), "closed"), (("no", "нет", "still broken"), "reopened"))
        for said in words
    ),
    *(
        f"two | it got worse => asks which_ticket | {said} => ends which_ticket"
        for said in ("1", "#2", "the second", "первая", "both", "обе", "the scanner", "Ivan", "новая", "last one")
    ),
    *(f"confirmed | {said} => skipped + quiet" for said in ("later", "not now", "потом", "не сейчас")),
    *(f"confirmed | {said} => stars4 + quiet" for said in ("4", "four", "4 stars", "четыре", "★★★★")),
]
"""Each question in each situation in which it stands: a yes, a no, a choice, and taking it back."""


def _by_scene() -> list[list[Dialogue]]:
    told = [*read_dialogues(Path(__file__).with_name("dialogues.txt")), *map(read_line, _ASKED_LAST)]
    return [list(of_scene) for _, of_scene in groupby(sorted(told, key=lambda one: one.scene), lambda one: one.scene)]


@pytest.mark.limit(120)
@pytest.mark.parametrize("dialogues", _by_scene(), ids=lambda some: some[0].scene)
async def test_it_goes_as_a_good_colleague_would_have_it(database: Database, dialogues: list[Dialogue]) -> None:
    assert await play_scene(database, dialogues) == []
