"""The requester's own: the list and its filters, searching it, renaming, and all they can do from a request's card."""

import pytest

from db.database import Database
from tests.breadth import apart
from tests.flows.acts import answers, filed_and_closed, filed_and_resolved, filed_and_taken, files
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage, staged

pytestmark = pytest.mark.accompanied

BOARD = False


async def one_of_each(rita: Phone, olga: Phone) -> dict[str, int]:
    """A request that waits for the team, one that waits for Rita, one that is asked about, one that is closed."""
    closed = await filed_and_closed(rita, olga, "There is no soap")
    pending = await filed_and_taken(rita, olga, "The heating does not work")
    await answers(olga, pending, "Which room?")
    await olga.presses(f"pending:{pending}")
    resolved = await filed_and_resolved(rita, olga, "The projector stays dark")
    fresh = await files(rita, "The window is stuck")
    return {"closed": closed, "pending": pending, "resolved": resolved, "fresh": fresh}


def shown(message: dict[str, object]) -> list[int]:
    """The requests a list shows, by their buttons."""
    return [int(b.removeprefix("open:")) for b in buttons(message) if b.startswith("open:")]


@pytest.mark.broad
async def test_tickets_shows_all_or_the_open_the_waiting_the_closed(stage: Stage, rita: Phone, olga: Phone) -> None:
    made = await one_of_each(rita, olga)
    await rita.writes("/tickets open")
    assert words(await rita.last()).splitlines()[0] == "Your open requests · 3"
    assert shown(await rita.last()) == [made["fresh"], made["resolved"], made["pending"]]
    await rita.writes("/tickets waiting for you")
    assert words(await rita.last()).splitlines()[0] == "Waiting for you · 2"
    assert shown(await rita.last()) == [made["resolved"], made["pending"]]
    await rita.writes("/tickets CLOSED")
    assert words(await rita.last()).splitlines()[0] == "Your closed requests · 1"
    assert shown(await rita.last()) == [made["closed"]]
    await rita.writes("/tickets")
    assert len(shown(await rita.last())) == 4


@pytest.mark.broad
async def test_a_list_of_some_is_turned_into_another_on_the_spot(stage: Stage, rita: Phone, olga: Phone) -> None:
    made = await one_of_each(rita, olga)
    await rita.writes("/tickets open")
    there = await rita.last()
    for which, expected in (("closed", [made["closed"]]), ("waiting", [made["resolved"], made["pending"]])):
        await rita.presses(f"list:{which}:1")
        assert (await rita.last())["message_id"] == there["message_id"]
        assert shown(await rita.last()) == expected
    await rita.presses("list:all:1")
    assert words(await rita.last()).splitlines()[0] == "Your requests · open: 3"


@pytest.mark.broad
async def test_filters_come_with_the_second_page(stage: Stage, rita: Phone, olga: Phone) -> None:
    for n in range(1, 13):
        await filed_and_taken(rita, olga, f"Thing number {n:02} is broken")
        if n % 5 == 0:
            await stage.pass_time(minutes=61)  # a sixth one within the hour would be a comment
    await rita.writes("/tickets")
    assert {"list:open:1", "list:waiting:1", "list:closed:1"} <= set(buttons(await rita.last()))
    await rita.presses("list:open:1")
    await rita.presses("list:open:2")
    assert words(await rita.last()).splitlines()[0] == "Your open requests · 12 · page 2 of 2"
    await rita.presses("list:closed:1")
    assert words(await rita.last()) == "You have no closed requests."


@pytest.mark.broad
async def test_tickets_with_words_finds_what_holds_them(stage: Stage, rita: Phone, olga: Phone) -> None:
    made = await one_of_each(rita, olga)
    await answers(olga, made["pending"], "The plumber comes at noon")
    await olga.writes(f"/note {made['pending']} the caretaker has a key")
    await rita.writes("/tickets projectors")
    assert shown(await rita.last()) == [made["resolved"]]
    await rita.writes("/tickets plumber")
    assert shown(await rita.last()) == [made["pending"]]
    for inside in ("caretaker", "nothing of that kind", "'; drop table tickets --"):
        await rita.writes(f"/tickets {inside}")
        assert words(await rita.last()) == f"None of your requests holds “{inside}”."


@pytest.mark.broad
async def test_a_search_of_several_pages_is_turned(stage: Stage, rita: Phone, olga: Phone) -> None:
    for n in range(1, 12):
        await filed_and_taken(rita, olga, f"The lamp number {n:02} is broken")
        if n % 5 == 0:
            await stage.pass_time(minutes=61)
    await filed_and_taken(rita, olga, "There is no soap")
    await rita.writes("/tickets lamps")
    assert words(await rita.last()).splitlines()[0] == "Found · 11 · page 1 of 2"
    await rita.presses("list:2")
    assert words(await rita.last()).splitlines()[0] == "Found · 11 · page 2 of 2"
    assert len(shown(await rita.last())) == 1


@pytest.mark.broad
async def test_tickets_with_a_number_opens_that_one(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, cold: int
) -> None:
    for typed in (f"/tickets {cold}", f"/tickets #{cold}"):
        await rita.writes(typed)
        assert words(await rita.last()).startswith(f"#{cold} The heating does not work")
    other = await stage.phone("Boris")
    await other.writes(f"/tickets {cold}")
    assert "heating" not in words(await other.last())


@pytest.mark.usefixtures("cold")
async def test_a_search_finds_nothing_of_anybody_elses(stage: Stage, rita: Phone, olga: Phone) -> None:
    other = await stage.phone("Boris")
    await other.writes("/tickets heating")
    assert words(await other.last()) == "None of your requests holds “heating”."


@pytest.mark.broad
async def test_the_subject_is_edited_from_the_card(database: Database) -> None:
    async with staged(database) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        number = await filed_and_taken(rita, olga, "The heating does not work")
        await rita.writes(f"/ticket {number}")
        await rita.presses(f"subject:{number}")
        asked = await rita.last()
        assert words(asked) == (
            f"What shall #{number} be called? Your next message is its new subject; "
            "now it is “The heating does not work”."
        )
        await rita.writes("Cold in room 7\nsince Monday")
        named = "Cold in room 7 since Monday"
        assert words(await rita.containing("is called")) == f"#{number} is called “{named}” now."
        assert (await stage.board.task(number))["content"] == f"#{number} {named}"
        assert named in words(await olga.containing("Rita"))
        await rita.writes(f"/ticket {number}")
        assert words(await rita.last()).splitlines()[0] == f"#{number} {named}"
        assert "since Monday" not in " ".join(await stage.board.comments(number))
        await rita.writes("It is warm again")  # the next message is an ordinary one
        assert any("It is warm again" in comment for comment in await stage.board.comments(number))


@pytest.mark.broad
async def test_a_reply_to_the_question_is_the_subject_too(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    await rita.writes(f"/ticket {heating}")
    await rita.presses(f"subject:{heating}")
    await rita.writes("Cold in room 7", reply_to=(await rita.last())["message_id"])
    assert words(await rita.containing("is called")) == f"#{heating} is called “Cold in room 7” now."


@pytest.mark.broad
async def test_a_picture_is_no_subject(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    await rita.writes(f"/ticket {heating}")
    await rita.presses(f"subject:{heating}")
    stage.clock.on(seconds=5)
    await rita.sends("photo")
    await rita.writes("Cold in room 7")
    assert words(await rita.containing("is called")) == f"#{heating} is called “Cold in room 7” now."


@pytest.mark.broad
async def test_without_a_message_the_subject_stays(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    await rita.writes(f"/ticket {heating}")
    await rita.presses(f"subject:{heating}")
    await stage.pass_time(minutes=3)
    assert words(await rita.containing("keeps its subject")) == f"Nothing came, so #{heating} keeps its subject."
    await rita.writes("Is anybody there?")
    await rita.writes(f"/ticket {heating}")
    assert words(await rita.last()).splitlines()[0] == f"#{heating} The heating does not work"


@pytest.mark.parametrize("state", apart(["closed", "somebody else's"]))
async def test_what_is_not_ones_own_or_over_is_not_renamed(
    stage: Stage, rita: Phone, olga: Phone, state: str, heating: int
) -> None:
    await rita.writes(f"/ticket {heating}")
    card = (await rita.last())["message_id"]
    who = rita
    if state == "closed":
        await rita.writes(f"/cancel {heating}")
    else:
        who = await stage.phone("Boris")
        await who.writes("/help")
        card = (await who.last())["message_id"]
    await who.presses(f"subject:{heating}", on=card, force=True)
    assert (await who.answers())[-1]["show_alert"]
    await who.writes("Renamed by force")
    await rita.writes(f"/ticket {heating}")
    assert words(await rita.last()).splitlines()[0] == f"#{heating} The heating does not work"


@pytest.mark.broad
async def test_the_card_of_an_open_request_leads_everywhere(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    await rita.writes(f"/ticket {heating}")
    assert buttons(await rita.last()) == [
        f"thread:{heating}:1",
        f"add:{heating}",
        f"subject:{heating}",
        f"cancel:{heating}",
    ]


@pytest.mark.broad
async def test_a_list_says_just_now_as_a_card_does(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    await rita.writes("/tickets")
    assert words(await rita.last()).splitlines()[1] == f"🙋 #{heating} The heating does not work · Olga · just now"
    await olga.writes("/mine")
    assert words(await olga.last()).endswith("just now")


@pytest.mark.parametrize(("typed", "said"), apart([("ru", "русск"), ("Русский", "русск"), ("EN", "English")]))
async def test_language_with_a_name_speaks_it_at_once(stage: Stage, rita: Phone, typed: str, said: str) -> None:
    await rita.writes(f"/language {typed}")
    assert said in words(await rita.last())
    assert not buttons(await rita.last())


@pytest.mark.broad
async def test_language_with_one_we_do_not_speak_offers_those_we_do(stage: Stage, rita: Phone) -> None:
    await rita.writes("/language klingon")
    assert buttons(await rita.last()) == ["lang:en", "lang:ru"]
