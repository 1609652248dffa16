"""What a message meets where there is more of the kind: other messages in the chat, other tickets, a moment later."""

import pytest

from db.models import MessageKind, QuestionKind, Status
from desk import Desk
from desk.inbound.lookup import MOST_A_MINUTE, met
from tests.desk.inbound.looking import CHAIR, PRINTER, id_of
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad


async def test_what_the_bot_says_in_a_chat_is_no_flood(stage: Stage, rita: Someone) -> None:
    """Nineteen messages of theirs among forty of the bot's are nineteen; the twentieth is one more of theirs."""
    for _ in range(MOST_A_MINUTE - 1):
        await stage.shown(rita, None, kind=MessageKind.SAID)
        await stage.shown(rita, "list")
        await stage.shown(rita, None, kind=MessageKind.LINE)

    async def twentieth(desk: Desk) -> object:
        return (await met(desk, stage.message(rita, "words"))).twentieth

    assert await stage.does(rita, twentieth) is None
    await stage.shown(rita, None, kind=MessageKind.SAID)
    assert await stage.does(rita, twentieth) == stage.now


async def test_what_is_added_to_one_resolved_request_is_not_asked_about_with_anothers(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    first, second = await stage.files(rita, PRINTER), await stage.files(rita, CHAIR)
    for number in (first, second):
        await stage.change(number, status=Status.RESOLVED, assignee_id=olga.id)
    shown = {number: await stage.shown(rita, f"open:{number}", number) for number in (first, second)}
    heard = [
        await stage.sends(rita, stage.message(rita, f"about {number}", reply_to_message_id=shown[number]))
        for number in (first, second)
    ]
    assert heard[0].question_id != heard[1].question_id
    asked = [await stage.question(one.question_id) for one in heard]
    assert [(one.kind, one.ticket_id, one.data["entries"]) for one in asked] == [
        (QuestionKind.RESOLVED_ADDED, await id_of(stage, number), [one_heard.entry_id])
        for number, one_heard in zip((first, second), heard, strict=True)
    ]
