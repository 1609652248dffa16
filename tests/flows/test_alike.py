"""Many who say the same: seen at once, joined, answered together; one who says it twice is offered to add to it."""

import pytest

from tests.flows.acts import dismissed
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import answers, assignee, card_of, filed, status
from tests.flows.stage import Stage
from tests.flows.test_content_edits import edits
from tests.flows.test_merging import where
from tests.sql import scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Requests that say the same")

BOARD = False
LOGIN = "I cannot log in, it says wrong password"
ASKED = text_of("add-same", into=1, subject="I cannot log in, it says wrong password", number=2)


async def many(stage: Stage) -> list[int]:
    """Rita, Sam, Tom and Una cannot log in; their requests."""
    said = {"Sam": LOGIN + " 5", "Tom": "cannot log in: wrong password!", "Una": "Hello, log in says wrong password"}
    people = {name: await stage.phone(name) for name in said}
    return [await filed(stage.rita, LOGIN), *[await filed(people[name], said[name]) for name in said]]


async def test_those_that_say_the_same_are_joined_and_answered_together(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    numbers = await many(stage)
    first, second, third, last = numbers
    await filed(await stage.phone("Wanda"), "There is no soap")
    assert "like this" not in words(await card_of(olga, first)), "one card is not edited for each that follows"
    assert text_of("card-alike", n=3, known=0) in words(await card_of(olga, last))
    await ivan.presses(f"claim:{second}")
    await olga.presses(f"alike:{last}")
    page = await olga.last()
    assert [f"#{n}" in words(page) for n in numbers] == [True, True, True, True]
    assert "soap" not in words(page)
    await olga.presses(f"join:{last}")
    assert [b for b in await olga.buttons() if b.startswith(("join", "leave"))] == [f"leave:{last}"]
    for name in ("Rita", "Sam"):
        assert len(await stage.people[name].received()) <= 2, "no requester hears of it"
    await olga.presses(f"claim:{first}")
    await rita.writes("Sam cannot either", reply_to=(await rita.received())[0]["message_id"])
    answered = await answers(olga, first, "Please try again")
    offer = await olga.last()
    assert piece_of("also-to") in words(offer)
    also = buttons(offer)[0]
    assert len(await stage.people["Tom"].received()) <= 1
    await ivan.presses(f"leave:{third}", on=(await card_of(ivan, third))["message_id"], force=True)
    await olga.presses(also)
    assert words(await olga.containing("Also sent")) == f"Also sent to 2: #{second}, #{last}"
    got = {name: [words(m) for m in await stage.people[name].received()] for name in ("Sam", "Tom", "Una")}
    assert f"#{second} · Olga: Please try again" in got["Sam"]
    assert f"#{last} · Olga: Please try again" in got["Una"]
    assert not any("Please try again" in one for one in got["Tom"])
    assert not any(other in one for one in got["Sam"] for other in ("Rita", "Una", "either", f"#{first}", f"#{last}"))
    assert [await assignee(stage, n) for n in numbers] == ["Olga", "Ivan", None, "Olga"]
    assert [await status(stage, n) for n in numbers] == ["in_progress", "in_progress", "new", "in_progress"]
    replied = "select count(*) from tickets where first_response_at is not null"
    assert await scalar(stage, replied) == 3
    await olga.presses(also, on=offer["message_id"], force=True)
    assert await scalar(stage, "select count(*) from entries where kind = 'reply'") == 3

    await stage.people["Una"].writes("It works", reply_to=await stage.people["Una"].last_id())
    assert await where(stage, "It works") == (last, "comment")
    await edits(olga, answered, "Please try again now")
    assert f"#{second} · Olga: Please try again now" in " ".join(await stage.people["Sam"].texts())
    await olga.writes("/delete", reply_to=answered)
    for name in ("Rita", "Sam", "Una"):
        assert "Please try" not in " ".join(await stage.people[name].texts())


@pytest.mark.board
async def test_on_the_board_an_answer_is_offered_to_the_others_too(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, account_of_olga: str
) -> None:
    numbers = await many(stage)
    own = await filed(ivan, LOGIN)
    await olga.presses(f"alike:{numbers[3]}")
    await olga.presses(f"join:{numbers[3]}")
    await stage.board.comment(numbers[0], "We are on it", by=account_of_olga)
    offer = await olga.last()
    assert piece_of("also-to") in words(offer)
    await ivan.presses(buttons(offer)[0], on=(await ivan.received())[-1]["message_id"], force=True)
    assert await scalar(stage, "select count(*) from entries where kind = 'reply'") == 1
    await olga.presses(buttons(offer)[0], quietly=True)
    await olga.presses(buttons(offer)[0], quietly=True, force=True)
    await stage.settle()
    for number in (*numbers[1:], own):
        assert sum("We are on it" in one for one in await stage.board.comments(number)) == 1
        assert await stage.board.section(number) == "In progress"
    await stage.board.comment(numbers[1], "Done", by=account_of_olga)
    offer = await olga.last()
    await dismissed(stage, olga)
    await olga.presses(buttons(offer)[0], on=offer["message_id"], force=True)
    assert await scalar(stage, "select count(*) from entries where body = 'Done'") == 1


async def test_who_says_it_twice_is_offered_to_add_to_it(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    first = await filed(rita, LOGIN)
    await olga.presses(f"claim:{first}")
    second = await filed(rita, "Cannot log in! Wrong password?")
    assert await rita.reads() == ASKED
    await rita.presses(f"to:{first}")
    assert await rita.reads() == text_of("add-same-done", number=second, into=first)
    assert (await status(stage, second), await status(stage, first)) == ("closed", "assigned")
    assert "Cannot log in! Wrong password?" in await olga.reads()
    assert not [m for m in await ivan.received() if f"claim:{second}" in buttons(m)]
    third = await filed(rita, "Again I cannot log in: wrong password")
    await rita.presses("to:new")
    assert await rita.reads() == text_of("add-same-over", number=third)
    assert await status(stage, third) == "new"


async def test_what_an_agent_joins_meanwhile_is_part_of_the_other(stage: Stage, rita: Phone, olga: Phone) -> None:
    first = await filed(rita, LOGIN)
    second = await filed(rita, "Cannot log in! Wrong password?")
    asked = (await rita.containing(ASKED))["message_id"]
    await olga.writes(f"/merge {second} into {first}")
    (over,) = [m for m in await rita.received() if m["message_id"] == asked]
    assert (words(over), buttons(over)) == (text_of("add-same-done", number=second, into=first), [])


async def test_where_it_is_not_offered(stage: Stage, rita: Phone, olga: Phone) -> None:
    await filed(rita, "The projector in room 205 does not turn on")
    await filed(rita, "The projector in room 207 does not turn on")
    assert not await asked(stage)
    await stage.pass_time(minutes=61)
    await filed(rita, "The projector in room 205 does not turn on")
    assert not await asked(stage), "it is over an hour old"
    await stage.vera.writes("/settings exempt_people #1")
    await filed(rita, "The projector in room 205 does not turn on")
    assert not await asked(stage)
    sam = await stage.phone("Sam", language="ru")
    await filed(sam, "Не могу войти, пишет неверный пароль")
    await filed(sam, "пишет неверный пароль, войти не могу")
    assert (await sam.reads()).startswith("Похоже на вашу #5 «Не могу войти, пишет неверный пароль»")
    await stage.pass_time(minutes=30)
    over = await sam.containing(text_of("add-same-over", "ru", number=6))
    await sam.presses("to:5", on=over["message_id"], force=True)
    assert await status(stage, 6) == "new"


async def asked(stage: Stage) -> int:
    """How many were asked."""
    return int(await scalar(stage, "select count(*) from questions where kind = 'add_same'"))
