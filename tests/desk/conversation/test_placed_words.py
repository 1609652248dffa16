"""Words under an answered question that are taken back: which answers say so."""

from datetime import datetime

import pytest

from db.models import Entry, Question, QuestionKind
from desk import Desk
from desk.conversation import placed_words
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad

PLACED = (QuestionKind.WHICH_TICKET, QuestionKind.WHERE_TO, QuestionKind.NOT_YOURS, QuestionKind.ADD_TO)
OPEN, ANSWERED, CLOSED = (False, False), (True, False), (False, True)


async def test_the_answers_that_placed_them_say_that_they_are_gone(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    said = (await stage.entries(number))[0].id
    says = {
        **{(kind, ANSWERED): True for kind in PLACED},
        **{(kind, OPEN): False for kind in PLACED},
        (QuestionKind.RESOLVED_ADDED, OPEN): True,
        (QuestionKind.RESOLVED_ADDED, ANSWERED): False,
        (QuestionKind.RESOLVED_ADDED, CLOSED): False,
        (QuestionKind.SUBJECT, ANSWERED): False,
    }

    def at(there: bool) -> datetime | None:
        return stage.now if there else None

    async def taken_back(desk: Desk) -> dict[object, bool]:
        asked = {
            (kind, (answered, closed)): Question(
                person_id=rita.id, kind=kind, data={"entries": [said]}, asked_at=desk.now,
                answered_at=at(answered), closed_at=at(closed),
            )
            for kind, (answered, closed) in says
        }  # fmt: skip
        desk.session.add_all(asked.values())
        entry = await desk.session.get_one(Entry, said)
        entry.withdrawn_at = desk.now
        await placed_words.gone_back(desk, entry)
        return {key: one.data.get("gone", False) for key, one in asked.items()}

    assert await stage.does(rita, taken_back) == says
