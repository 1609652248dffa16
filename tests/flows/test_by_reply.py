"""A command given as a reply is about the ticket of the message it replies to."""

import pytest

from tests.breadth import apart
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import answers, assignee, card_of, filed, row, status
from tests.flows.stage import Stage

BOARD = False


@pytest.mark.broad
async def test_each_command_of_a_ticket_works_as_a_reply(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    await stage.people["Vera"].writes("/categories add 3 chairs")
    number = await filed(rita)
    card = (await card_of(olga, number))["message_id"]
    await olga.writes("/claim", reply_to=card)
    assert await assignee(stage, number) == "Olga"
    for command, becomes in (("progress", "in_progress"), ("pending", "pending"), ("hold the key", "on_hold")):
        await olga.writes(f"/{command}", reply_to=card)
        assert await status(stage, number) == becomes
    assert (await row(stage, "select hold_reason from tickets")).hold_reason == "the key"
    await olga.writes("/priority 1", reply_to=card)
    await olga.writes("/category 3 chairs", reply_to=card)
    assert tuple(await row(stage, "select priority, category_id from tickets")) == (1, 1)
    await olga.writes("/note 3 chairs are missing", reply_to=card)
    assert (await row(stage, "select body from entries order by id desc")).body == "3 chairs are missing"
    await ivan.writes("/hand", reply_to=(await card_of(ivan, number))["message_id"])
    assert f"give:{number}:{ivan.id}" in buttons(await ivan.last())
    await olga.writes("/ticket", reply_to=card)
    assert f"progress:{number}" in buttons(await olga.last())
    await olga.writes("/release", reply_to=card)
    assert await assignee(stage, number) is None
    await olga.writes("/resolve", reply_to=card)
    assert await status(stage, number) == "resolved"
    await olga.writes("/reopen", reply_to=card)
    assert await status(stage, number) == "reopened"
    await olga.writes("/block", reply_to=card)
    assert (await row(stage, "select barred_at from people where name = 'Rita K.'"))[0] is not None


@pytest.mark.broad
async def test_what_is_replied_to_may_be_any_message_of_the_ticket(
    stage: Stage, rita: Phone, olga: Phone, printer: int
) -> None:
    await rita.writes("It smells of smoke")
    relayed = (await olga.containing("It smells of smoke"))["message_id"]
    await olga.writes("/priority 4", reply_to=relayed)
    own = await answers(olga, printer, "We send an electrician")
    await stage.pass_time(seconds=20)
    await olga.writes("/priority 2", reply_to=own)
    assert (await row(stage, "select priority from tickets"))[0] == 2
    await olga.writes(f"/priority {printer} 1", reply_to=own)
    assert (await row(stage, "select priority from tickets"))[0] == 1
    await olga.writes("/queue")
    await olga.writes("/resolve", reply_to=(await olga.last())["message_id"])
    assert words(await olga.last()) == "Which ticket? Like this: /resolve 42"
    assert await status(stage, printer) == "in_progress"


@pytest.mark.broad
async def test_a_number_and_a_reply_that_differ_are_asked_about(stage: Stage, rita: Phone, olga: Phone) -> None:
    first, second = await filed(rita), await filed(await stage.phone("Sam"), "There is no soap")
    card = (await card_of(olga, first))["message_id"]
    await olga.writes(f"/note {second} chairs are missing", reply_to=card)
    said = "You replied to #1, but wrote 2. Which one? Write /note #1 … or /note #2 …"
    assert words(await olga.last()) == said
    assert (await row(stage, "select count(*) from entries where kind = 'note'"))[0] == 0
    await olga.writes(f"/note #{second} chairs are missing", reply_to=card)
    await olga.writes(f"/note {first} and a table", reply_to=card)
    noted = (
        "select t.number, e.body from entries e join tickets t on t.id = e.ticket_id where kind = 'note' order by e.id"
    )
    assert tuple(await row(stage, noted)) == (second, "chairs are missing")
    assert tuple(await row(stage, f"{noted} desc")) == (first, "and a table")
    await olga.writes(f"/claim {second}", reply_to=card)
    assert (await assignee(stage, first), await assignee(stage, second)) == (None, "Olga")
    await olga.writes("/priority 2", reply_to=(await card_of(olga, second))["message_id"])
    assert (await row(stage, "select priority from tickets where number = 2"))[0] == 2


@pytest.mark.broad
async def test_a_requester_cancels_and_opens_by_reply(stage: Stage, rita: Phone, olga: Phone, fire: int) -> None:
    second = await filed(rita, "There is no soap")
    receipt = (await rita.message_with(f"cancel:{fire}"))["message_id"]
    await rita.writes("/ticket", reply_to=receipt)
    assert words(await rita.last()).startswith(f"#{fire} ")
    await rita.writes("/cancel", reply_to=receipt)
    assert (await status(stage, fire), await status(stage, second)) == ("cancelled", "new")


@pytest.mark.broad
@pytest.mark.parametrize("typed", apart(["/new 3 chairs are missing", "/tickets"]))
@pytest.mark.usefixtures("fire")
async def test_a_command_of_no_ticket_stays_what_it_is(stage: Stage, rita: Phone, typed: str) -> None:
    await rita.writes(typed, reply_to=(await rita.last())["message_id"])
    assert await status(stage, 1) == "new"
    assert (await row(stage, "select count(*) from entries where ticket_id = 1"))[0] == 1
