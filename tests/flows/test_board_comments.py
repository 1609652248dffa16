"""Words between the chats and the board: answers, notes, headings, edits, splitting, notifying, echoes."""

import pytest

from tests.flows.acts import answers, filed_and_taken
from tests.flows.phone import Phone
from tests.flows.scenes import row
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("4 Status and board")

ASKED = "The projector in hall B shows everything in green"


async def test_what_is_said_in_telegram_is_headed(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await filed_and_taken(rita, olga, ASKED)
    await rita.writes("It flickers too")
    await stage.pass_time(seconds=3)
    await answers(olga, number, "I am coming")
    await answers(olga, number, "// bring a ladder")
    assert await stage.board.comments(number) == [
        "**Rita K.:** It flickers too",
        "**Olga:** I am coming",
        "// **Olga:** bring a ladder",
    ]


async def test_an_answer_edited_into_a_note_is_kept_for_the_team(stage: Stage, rita: Phone, olga: Phone) -> None:
    user = await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, ASKED)
    comment = await stage.board.comment(number, "The key is under the mat", by=user)
    await stage.board.does("comment/update", by=user, id=comment["id"], content="// The key is under the mat")
    kinds = await row(
        stage,
        "select string_agg(kind || case when withdrawn_at is null then '' else ' withdrawn' end, ',' order by id) "
        "from entries where body like 'The key%'",
    )
    assert kinds[0] == "reply withdrawn,note"


async def test_a_note_edited_on_the_board_never_becomes_an_answer(stage: Stage, rita: Phone, olga: Phone) -> None:
    user = await stage.board.user("Pavel")
    number = await filed_and_taken(rita, olga, ASKED)
    before = len(await rita.received())
    comment = await stage.board.comment(number, "// the key is under the mat", by=user)
    await stage.board.does("comment/update", by=user, id=comment["id"], content="the key is under the mat")
    assert len(await rita.received()) == before
