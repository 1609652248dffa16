"""Words behind `/resolve`, `/pending` and `/hold` are sent with the change of status, as one message."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows import cast
from tests.flows.acts import filed_and_taken, new_messages
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import assignee, card_of, row, status
from tests.flows.stage import Stage, staged
from tests.flows.test_content_edits import edits
from tests.flows.trainees import as_role, decides
from tests.texts import get_spoken, piece_of, text_of

pytestmark = pytest.mark.sentence("3.4 Commands")

DONE = "The new password is in your mail"


@pytest_asyncio.fixture(loop_scope="session", params=["en", "ru"])
async def desk(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Stage]:
    """A desk with ten seconds to undo, that speaks one of our languages."""
    begins = (cast.rita, cast.olga)
    async with (
        staged(database, begins=begins, board=False, team__undo=timedelta(seconds=10)) as stage,
        stage.speaking(request.param),
    ):
        yield stage


async def _taken(stage: Stage) -> tuple[Phone, Phone, int]:
    rita, olga = stage.people["Rita"], stage.people["Olga"]
    return rita, olga, await filed_and_taken(rita, olga, "I cannot sign in")


async def test_resolved_with_words_the_requester_reads_them_and_the_question_in_one_message(desk: Stage) -> None:
    rita, olga, number = await _taken(desk)
    await desk.pass_time(seconds=30)
    before = await rita.received()
    said = await olga.writes(f"/resolve {DONE}", reply_to=(await card_of(olga, number))["message_id"])
    done = text_of("done-with-words", number=number, name="Rita K.", status="resolved")
    assert done in await olga.texts()
    assert (await status(desk, number), await olga.reactions(said)) == ("resolved", [])
    assert await rita.received() == before, "it can still be undone"
    await desk.pass_time(seconds=11)
    (answer,) = await new_messages(rita, before)
    asked = text_of("resolved-ask", name="Olga", number=number)
    assert words(answer) == f"#{number} · Olga: {DONE}\n\n{asked}"
    assert buttons(answer) == [f"solved:{number}:yes", f"solved:{number}:no"]
    assert await olga.reactions(said) == ["👍"]
    await rita.presses(f"solved:{number}:yes")
    (answer,) = await new_messages(rita, before)
    assert words(answer) == f"#{number} · Olga: {DONE}\n\n" + text_of("resolved-stars", number=number)
    await rita.presses(f"rate:{number}:5")
    await rita.presses(f"rate:{number}:skip")
    (answer,) = await new_messages(rita, before)
    assert text_of("resolved-thanks-stars", number=number, stars="★★★★★") in words(answer)
    assert await row(desk, "select status, rating from tickets") == ("closed", 5)


async def test_no_in_words_reopens_it_and_a_later_question_is_a_message_of_its_own(desk: Stage) -> None:
    rita, olga, number = await _taken(desk)
    await olga.writes(f"/resolve {number} {DONE}")
    await desk.pass_time(seconds=11)
    first = await rita.last()
    await rita.writes("no", reply_to=first["message_id"])
    assert await status(desk, number) == "reopened"
    (told,) = [one for one in await rita.received() if DONE in words(one)]
    assert buttons(told) == []
    assert text_of("resolved-not-yet", number=number, name="Olga") in words(told)
    await olga.writes(f"/resolve {number}")
    await desk.pass_time(seconds=11)
    assert words(await rita.last()) == text_of("resolved-ask", name="Olga", number=number)
    (told,) = [one for one in await rita.received() if DONE in words(one)]
    assert words(told) == f"#{number} · Olga: {DONE}"


@pytest.mark.parametrize(("command", "became"), [("pending", "pending"), ("hold", "on_hold")])
async def test_pending_and_hold_are_told_below_the_words(desk: Stage, command: str, became: str) -> None:
    rita, olga, number = await _taken(desk)
    await desk.pass_time(seconds=30)
    before = await rita.received()
    await olga.writes(f"/{command} Please send a screenshot", reply_to=(await card_of(olga, number))["message_id"])
    assert text_of("done-with-words", number=number, name="Rita K.", status=became) in await olga.texts()
    await desk.pass_time(seconds=11)
    (answer,) = await new_messages(rita, before)
    footer = text_of("footer-waiting-for-you" if command == "pending" else "footer-on-hold")
    assert words(answer) == f"#{number} · Olga: Please send a screenshot\n\n{footer}"
    assert await status(desk, number) == became


async def test_undone_in_time_the_words_are_taken_back_too(desk: Stage) -> None:
    rita, olga, number = await _taken(desk)
    await desk.pass_time(seconds=30)
    before, was = await rita.texts(), await status(desk, number)
    for undo in ("press", "command"):
        await olga.writes(f"/resolve {DONE}", reply_to=(await card_of(olga, number))["message_id"])
        if undo == "press":
            await olga.presses(f"reopen:{number}")
        else:
            await olga.writes(f"/reopen {number}")
        assert text_of("answer-taken-back", number=number) in await olga.texts()
        await desk.pass_time(seconds=60)
        assert (await status(desk, number), await rita.texts()) == (was, before)


async def test_words_with_two_slashes_and_replies_to_a_note_stay_inside(desk: Stage) -> None:
    rita, olga, number = await _taken(desk)
    card = (await card_of(olga, number))["message_id"]
    noted = await olga.writes("// he is new here", reply_to=card)
    for command, reply_to in ((f"/hold // {DONE}", card), (f"/resolve // {DONE}", card), (f"/pending {DONE}", noted)):
        await olga.writes(command, reply_to=reply_to)
        await desk.pass_time(seconds=30)
        await olga.writes(f"/reopen {number}")
        await olga.writes(f"/progress {number}")
    assert DONE not in " ".join(await rita.texts())
    assert await row(desk, "select count(*) from entries where kind = 'note'") == (4,)


async def test_a_reason_behind_the_number_of_hold_stays_inside(desk: Stage) -> None:
    rita, olga, number = await _taken(desk)
    await olga.writes(f"/hold {number} the vendor is slow")
    await desk.pass_time(seconds=30)
    assert "vendor" not in " ".join(await rita.texts())
    await olga.writes(f"/progress {number}")
    await desk.pass_time(seconds=30)
    await olga.writes("/hold until 2d We ordered it", reply_to=(await card_of(olga, number))["message_id"])
    await desk.pass_time(seconds=30)
    told = text_of("footer-on-hold-until", at={"en": "22 Nov, 09:01", "ru": "22 ноя, 09:01"}[get_spoken()])
    assert words(await rita.last()) == f"#{number} · Olga: We ordered it\n\n{told}"
    assert piece_of("done-hold-until") in " ".join(await olga.texts())


async def test_of_an_untaken_ticket_it_is_an_answer_that_takes_it(desk: Stage) -> None:
    rita, olga = desk.people["Rita"], desk.people["Olga"]
    await rita.drafts("I cannot sign in")
    await rita.presses("send:1")
    await olga.sends("photo", caption=f"/resolve {DONE}", reply_to=(await card_of(olga, 1))["message_id"])
    await desk.pass_time(seconds=30)
    assert (await assignee(desk, 1), await status(desk, 1)) == ("Olga", "resolved")
    answer = await rita.last()
    assert (len(answer["files"]), buttons(answer)) == (1, ["solved:1:yes", "solved:1:no"])
    assert DONE in words(answer)


async def test_words_of_a_trainee_wait_with_the_change_of_status(desk: Stage) -> None:
    rita, olga, number = await _taken(desk)
    await as_role(desk, olga, "trainee")
    await olga.writes(f"/resolve {DONE}", reply_to=(await card_of(olga, number))["message_id"])
    await desk.pass_time(seconds=60)
    assert (await status(desk, number), DONE in " ".join(await rita.texts())) == ("assigned", False)
    await decides(desk.people["Vera"], "send")
    await desk.pass_time(seconds=60)
    assert await status(desk, number) == "resolved"
    assert DONE in " ".join(await rita.texts())


async def test_an_edit_of_the_command_edits_the_answer(desk: Stage) -> None:
    rita, olga, number = await _taken(desk)
    said = await olga.writes(f"/resolve {DONE}", reply_to=(await card_of(olga, number))["message_id"])
    await desk.pass_time(seconds=30)
    await edits(olga, said, "/resolve 2 new passwords are in your mail")
    assert words(await rita.last()).startswith(f"#{number} · Olga: 2 new passwords are in your mail")


async def test_a_ticket_that_has_ended_gets_neither(desk: Stage) -> None:
    rita, olga, number = await _taken(desk)
    await rita.presses(f"cancel:{number}")
    before = await rita.received()
    await olga.writes(f"/resolve {number} {DONE}")
    await desk.pass_time(seconds=30)
    assert (await status(desk, number), await rita.received()) == ("cancelled", before)
