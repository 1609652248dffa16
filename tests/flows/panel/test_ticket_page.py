"""The panel's page of one ticket: what became of it, its clocks, what can be done to it, and who else writes there."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape

import pytest
import pytest_asyncio

from db.database import Database
from db.models import Origin
from desk import Desk
from desk.board import due_changes
from desk.conversation import thread
from desk.tickets import fields
from desk.tickets.root_causes import make_key
from tests.flows import cast
from tests.flows.acts import answers, files
from tests.flows.hours import sets
from tests.flows.panel.browser import Browser, vera_at
from tests.flows.phone import words
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.texts import piece_of, text_of
from web.rendering import STATIC

pytestmark = pytest.mark.sentence("The panel")

HOSTILE = '<b>срок</b> \u202eдо & "пятницы" <script>alert(1)</script>'


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Browser]]:
    """A desk with targets, where Olga has Rita's request, and Vera signed in."""
    async with vera_at(
        database, cast.rita, cast.olga, cast.heating, targets__enabled=True, team__undo=timedelta(seconds=10)
    ) as stood:
        yield stood


async def _acts(browser: Browser, number: int, what: str, value: str = "", **more: str) -> str:
    return await browser.sends(f"/tickets/{number}/act", what=what, value=value, **more)


async def test_what_can_be_done_to_it_goes_through_the_verbs_and_stands_in_its_history(
    desk: tuple[Stage, Browser],
) -> None:
    stage, browser = desk
    rita, olga = stage.rita, stage.olga
    number = await files(rita, "The heating is cold in room 12")
    ivan = await stage.agent("Ivan")
    await olga.presses(f"claim:{number}")
    at = f"/tickets/{number}"
    await browser.opens(at)
    assert await _acts(browser, number, "subject", "Heating, room 12") == at
    assert await _acts(browser, number, "tags", "north, urgent , north") == at
    assert await _acts(browser, number, "hold", HOSTILE, more="in 2 days") == at
    await browser.opens(at)
    assert "Heating, room 12" in browser.text
    assert "north, urgent" in browser.text
    assert "On hold until" in browser.text
    assert "<script>alert" not in browser.page
    assert text_of("history-hold_reason", old="none", new="“<b>срок</b>") in browser.text
    assert await browser.sends(f"{at}/do", verb="pending") == at
    await browser.opens(at)
    assert text_of("page-clock-stands") in browser.text
    assert await browser.sends(f"{at}/do", verb="progress") == at
    assert await _acts(browser, number, "promise", "in 3 hours") == at
    assert await _acts(browser, number, "escalate", "the director sits there") == at
    await stage.pass_time(seconds=30)
    assert [said for said in await rita.texts() if "promised" in said or "ready by" in said or "done by" in said]
    assert await _acts(browser, number, "hand", str(ivan.id)) == at
    await stage.settle()
    assert any(f"#{number}" in words(one) for one in [await ivan.last()])
    await browser.opens(at)
    for said in (
        "assigned to: Olga",
        "Ivan",
        "Escalated",
        "Promised for",
        "Vera",
        "the panel",
        "escalated: “the director",
    ):
        assert said in browser.text, said
    assert await _acts(browser, number, "deescalate") == at
    assert await _acts(browser, number, "promise") == at
    assert await browser.sends(f"{at}/do", verb="resolve") == at
    await sets(stage, root_causes="Boiler, Pump")
    assert await _acts(browser, number, "cause", "nonsense") == ""
    assert await _acts(browser, number, "cause", make_key("Pump")) == at
    await browser.opens(at)
    assert "Root cause Pump" in browser.text
    assert "met, " in browser.text
    await browser.opens(f"{at}?history=1")
    assert "filed as" in browser.text


async def test_labels_of_two_at_one_page_are_both_there(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    number = await files(stage.rita, "The heating is cold in room 12")
    at = f"/tickets/{number}"
    await browser.opens(at)
    await _acts(browser, number, "tags", "north, urgent", was="")
    await browser.opens(at)
    seen = _tags_seen(browser)
    assert seen == "north, urgent"
    await _acts(browser, number, "tags", "north, vip", was=seen)
    await _acts(browser, number, "tags", "north, urgent, cold", was=seen)  # of a page that does not know vip
    await browser.opens(at)
    assert _tags_seen(browser) == "north, vip, cold"
    await _acts(browser, number, "tags", "x" * 61, was=seen)
    assert browser.status == 409
    assert _tags_seen(browser) == seen, "what it knew, not what there is"
    await _acts(browser, number, "tags", "", was="north, vip, cold")
    await browser.opens(at)
    assert _tags_seen(browser) == ""
    await _acts(browser, number, "tags", "vip", was=":")
    await _acts(browser, number, "tags", "cold", was=":")  # of a page that knows none
    await browser.opens(at)
    assert _tags_seen(browser) == "vip, cold"


async def test_what_another_set_since_the_page_was_opened_is_not_replaced_unseen(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    olga = stage.olga
    number = await files(stage.rita, "The heating is cold in room 12")
    at = f"/tickets/{number}"
    await olga.presses(f"claim:{number}")
    await browser.opens(at)
    seen = {what: _stood(browser, what) for what in ("subject", "hold", "promise", "hand")}
    assert seen["subject"] == "The heating is cold in room 12"
    await olga.writes(f"/hold {number} the plumber comes on Friday")
    await _renamed_on_board(stage, number, "Boiler 3")
    await _acts(browser, number, "subject", "Heating, room 12", was=":" + seen["subject"])
    assert browser.status == 409
    assert piece_of("edited-meanwhile") in browser.text
    assert 'value="Heating, room 12"' in browser.page
    assert "Now: Boiler 3" in browser.text
    assert _stood(browser, "subject") == "Boiler 3"
    await _acts(browser, number, "hold", "a spare part", was=":" + seen["hold"])
    assert browser.status == 409
    assert "Now: the plumber comes on Friday" in browser.text
    assert await _acts(browser, number, "subject", " Boiler  3", was=":" + seen["subject"]) == at  # as it is already
    assert await _acts(browser, number, "subject", "Heating, room 12", was=":Boiler 3") == at
    assert await _acts(browser, number, "subject", "Heating, room 12", was=":Boiler 3") == at  # sent twice
    assert await _acts(browser, number, "promise", "in 3 hours", was=":" + seen["promise"]) == at
    assert await _acts(browser, number, "promise", "in 3 hours", was=":" + seen["promise"]) == at  # their own
    await browser.opens(at)
    assert await _acts(browser, number, "hold", "a spare part", was=":" + _stood(browser, "hold")) == at
    await browser.opens(at)
    held = _stood(browser, "hold")
    async with stage.database.unit_of_work() as session:
        board = Desk(session, Origin.TODOIST, None, now=stage.clock(), rules=stage.settings)
        await due_changes.reschedule_ticket(board, number, stage.clock() + timedelta(days=3))
    await _acts(browser, number, "hold", "a spare valve", was=":" + held)
    assert browser.status == 409, "until when, somebody else said"
    await olga.writes(f"/priority {number} 1")
    assert await browser.sends(f"{at}/priority", value="1", was="3") == at  # as it is already
    assert await browser.sends(f"{at}/priority", value="4", was="3") == ""
    assert browser.status == 409
    assert "Now: critical" in browser.text
    await browser.opens(at)
    assert "Heating, room 12" in browser.text


def _stood(browser: Browser, what: str) -> str:
    found = re.search(rf'name="what" value="{what}"><input type="hidden" name="was" value=":([^"]*)"', browser.page)
    assert found is not None, what
    return unescape(found[1])


async def _renamed_on_board(stage: Stage, number: int, subject: str) -> None:
    async with stage.database.unit_of_work() as session:
        desk = Desk(session, Origin.TODOIST, None, now=stage.clock(), rules=stage.settings)
        await fields.rename(desk, number, subject)


def _tags_seen(browser: Browser) -> str:
    found = re.search(r'name="what" value="tags">\s*<input type="hidden" name="was" value=":([^"]*)"', browser.page)
    assert found is not None
    return found[1]


async def test_a_refusal_says_why_and_keeps_what_was_typed(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    number = await files(stage.rita, "The heating is cold")
    other = await files(await stage.phone("Mira"), "The projector is dark")
    await browser.opens(f"/tickets/{number}")
    await _acts(browser, number, "promise", "when I am ready")
    assert browser.status == 409
    assert text_of("page-wrong-time") in browser.text
    assert 'value="when I am ready"' in browser.page
    await _acts(browser, number, "promise", f"{stage.clock() - timedelta(days=3):%Y-%m-%d} 10:00")
    assert "That time has passed" in browser.text
    await _acts(browser, number, "hold", "the plumber", more="yesterdayish")
    assert 'value="the plumber"' in browser.page
    assert 'value="yesterdayish"' in browser.page
    await _acts(browser, number, "merge", "x")
    assert piece_of("page-wrong-number") in browser.text
    await _acts(browser, number, "merge", f"#{other}")
    assert piece_of("merge-not-theirs") in browser.text
    await _acts(browser, number, "subject", "x" * 201)
    assert piece_of("page-too-long") in browser.text
    await _acts(browser, number, "tags", ",".join(str(one) for one in range(21)))
    assert "Too many labels" in browser.text
    await _acts(browser, number, "unmerge")
    assert piece_of("not-merged") in browser.text
    for what, value in (("category", "99"), ("event", "99"), ("hand", "1"), ("split", "1"), ("split", "9" * 30)):
        await _acts(browser, number, what, value)
        assert browser.status == 409, what
    await _acts(browser, number, "destroy")
    assert browser.status == 422
    own = await files(stage.vera, "My chair squeaks")
    await browser.opens(f"/tickets/{number}")
    await _acts(browser, own, "subject", "Mine")
    assert browser.status == 404


async def test_what_was_typed_for_what_is_not_possible_any_more_is_shown_again(desk: tuple[Stage, Browser]) -> None:
    """The page was open while the ticket was closed: there is no field left for it."""
    stage, browser = desk
    rita = stage.rita
    number = await files(rita, "The heating is cold")
    await browser.opens(f"/tickets/{number}")
    fields = ("act-hold", "act-promise", "act-merge")
    assert [f'id="{one}"' in browser.page for one in fields] == [True, True, True]
    await stage.olga.writes(f"/resolve {number}")
    await browser.opens(f"/tickets/{number}")
    assert [f'id="{one}"' in browser.page for one in fields] == [False, False, True], "who is at it has solved it"
    await rita.writes(f"/cancel {number}")
    said = {
        "hold": ("the plumber comes <b>on</b> friday", "next friday"),
        "promise": ("tomorrow at noon",),
        "escalate": ("three rooms are cold by now",),
        "merge": ("#12 or so",),
    }
    for what, typed in said.items():
        await _acts(browser, number, what, *typed[:1], **({"more": typed[1]} if typed[1:] else {}))
        assert (browser.status, f"#{number}" in browser.text) == (409, True), what
        for one in typed:
            assert one in unescape(browser.page), what
        assert "<b>on" not in browser.page
    told = len(await rita.texts())
    await _acts(browser, number, "still")
    await stage.settle()
    assert (browser.status, len(await rita.texts())) == (409, told), "nobody is at what was cancelled"


async def test_two_of_one_requester_become_one_and_two_again_and_a_message_one_of_its_own(
    desk: tuple[Stage, Browser],
) -> None:
    stage, browser = desk
    rita = stage.rita
    first = await files(rita, "The heating is cold")
    await rita.writes("/new The lamp flickers")
    await stage.pass_time(seconds=30)
    second = first + 1
    await browser.opens(f"/tickets/{second}")
    assert await _acts(browser, second, "merge", f"#{first}") == f"/tickets/{second}"
    await browser.opens(f"/tickets/{second}")
    assert text_of("page-merged-into") + f" #{first}" in browser.text
    await browser.opens(f"/tickets/{first}")
    assert text_of("page-merged") + f" #{second}" in browser.text
    assert await _acts(browser, second, "unmerge") == f"/tickets/{second}"
    await browser.opens(f"/tickets/{first}")
    assert f"#{second} The lamp flickers" in browser.text  # among her earlier ones
    await rita.writes("And the door is stuck", reply_to=(await rita.containing(f"#{first}"))["message_id"])
    await stage.settle()
    await browser.opens(f"/tickets/{first}")
    split = 'value="split"><button class="button" name="value" value="'
    entry = browser.page.rpartition(split)[2].partition('"')[0]
    strange = browser.page
    assert await _acts(browser, second, "split", entry) == ""  # it is none of that ticket's
    browser.page = strange
    assert await _acts(browser, first, "split", entry) == f"/tickets/{first}"
    await browser.opens(f"/tickets/{second + 1}")
    assert "And the door is stuck" in browser.text


async def test_an_agent_answers_while_the_page_is_open(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    rita, olga = stage.rita, stage.olga
    number = await files(rita, "The heating is cold")
    await olga.presses(f"claim:{number}")
    await browser.opens(f"/tickets/{number}")
    assert text_of("page-holder-told", name="Olga") in browser.text
    seen = browser.page.partition('name="seen" value="')[2].partition('"')[0]
    await rita.writes("It is colder now", reply_to=(await rita.containing(f"#{number}"))["message_id"])
    await answers(olga, number, "The plumber is on the way")
    async with stage.database.unit_of_work() as session:  # the desk's own words are nobody's
        desk_itself = Desk(session, Origin.CLOCK, None, now=stage.clock(), rules=stage.settings)
        await thread.add_remark(desk_itself, number, "remark-back", name="Rita")
    await browser.opens(f"/tickets/{number}?seen={seen}")
    assert text_of("page-news", names="Rita K., Olga") in browser.text
    await browser.sends(f"/tickets/{number}/say", text="I call the plumber", seen=seen)
    assert browser.status == 409
    assert text_of("page-meanwhile", names="Olga") in browser.text
    assert ">I call the plumber</textarea>" in browser.page
    note = await browser.sends(f"/tickets/{number}/say", text="I call him too", seen=seen, inside="1")
    assert note == f"/tickets/{number}"  # a note collides with nobody's answer
    await browser.opens(f"/tickets/{number}")
    seen = browser.page.partition('name="seen" value="')[2].partition('"')[0]
    assert await browser.sends(f"/tickets/{number}/say", text="I call the plumber", seen=seen) == f"/tickets/{number}"
    for page in ({}, {"once": "a1"}):
        again = await browser.sends(f"/tickets/{number}/say", text="I call the plumber", seen=seen, **page)
        assert again == f"/tickets/{number}"  # the same form twice is one answer, from a second page too
    await stage.pass_time(seconds=30)
    assert len([one for one in await rita.texts() if "I call the plumber" in one]) == 1
    assert "I call the plumber" in words(await olga.containing("I call the plumber"))
    assert "I call the plumber" in await rita.reads()
    await browser.opens(f"/tickets/{number}")
    assert "✓ delivered" in browser.text


async def test_texts_kept_ready_come_into_the_field_and_nothing_goes(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    rita, vera = stage.rita, stage.vera
    number = await files(rita, "The heating is cold")
    await vera.writes("/replies")
    await vera.presses(next(one for one in await vera.buttons() if one == "adnew:replies:desk:"))
    await vera.writes("!warm Hello {name}, {number} is seen to.", reply_to=await vera.last_id())
    await stage.settle()
    told = len(await rita.texts())
    await browser.opens(f"/tickets/{number}")
    canned = browser.page.partition('name="canned" value="')[2].partition('"')[0]
    await browser.sends(f"/tickets/{number}/fill", canned=canned, text="Good morning.")
    assert f">Good morning.\nHello Rita, #{number} is seen to.</textarea>" in browser.page
    await browser.sends(f"/tickets/{number}/fill", canned=canned, text="!wa")
    assert f">Hello Rita, #{number} is seen to.</textarea>" in browser.page
    await browser.sends(f"/tickets/{number}/fill", canned="999", text="Good morning.")
    assert piece_of("page-no-such-text") in browser.text
    assert ">Good morning.</textarea>" in browser.page
    await stage.settle()
    assert len(await rita.texts()) == told
    await answers(stage.olga, 1, "Hello Rita, turn the red valve in the cellar")
    await stage.olga.presses("resolve:1")
    await stage.pass_time(seconds=30)
    await rita.presses("solved:1:yes")
    await stage.pass_time(minutes=20)
    like = await files(await stage.phone("Sam"), "The heating does not work again")
    await stage.pass_time(minutes=20)
    await browser.opens(f"/tickets/{like}")
    assert text_of("page-alike") + " #1" in browser.text
    await browser.sends(f"/tickets/{like}/fill", like="1", text="")
    assert ">Hello Sam, turn the red valve in the cellar</textarea>" in browser.page
    await browser.sends(f"/tickets/{number}/fill", like="1", text="")  # it is like another one
    assert piece_of("page-no-such-text") in browser.text


def test_the_keys_are_a_small_file_of_our_own() -> None:
    assert (STATIC / "keys.js").stat().st_size < 5000


async def test_what_was_masked_is_shown_at_a_press_and_the_audit_log_says_who_looked(
    desk: tuple[Stage, Browser],
) -> None:
    stage, browser = desk
    card = "4111 1111 1111 1111"
    number = await files(stage.rita, f"My card {card} was declined")
    at = f"/tickets/{number}"
    await browser.opens(at)
    assert card not in browser.page
    looks = "select count(*) as n, min(object) as object from audit where action = 'masked-seen'"
    assert (await row(stage, looks)).n == 0
    await browser.sends(f"{at}/masked")
    assert card in browser.text
    await browser.opens(at)
    assert card not in browser.page
    seen = await row(stage, looks)
    assert (seen.n, seen.object) == (1, f"ticket:{number}")
    await browser.opens("/audit")
    assert piece_of("audit-masked-seen") in browser.text


async def test_similar_tickets_are_linked_from_the_page(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    first = await files(await stage.phone("Tom"), "I cannot log in, it says wrong password")
    second = await files(await stage.phone("Una"), "cannot log in: wrong password!")
    await browser.opens(f"/tickets/{second}")
    assert f"{text_of('page-same')} #{first}" in browser.text


async def test_the_acts_of_a_canned_reply_are_ticked_and_undone_with_it(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    number = await files(stage.rita, "The heating is cold")
    at, address = f"/tickets/{number}", "/answers/replies"
    await browser.opens(address)
    await browser.sends(address, key="warm", text="It is seen to.", kind="desk")
    path = browser.at.partition("?")[0]
    await browser.opens(path)
    await browser.sends(path, **{"was-acts": ""}, acts="escalate")
    assert "“escalate”" in browser.text, "what cannot go along is not kept"
    await browser.sends(path, **{"was-acts": ""}, acts="resolve\nlabel vip")
    assert browser.told == text_of("page-admin-done", what="saved")
    await browser.opens(at)
    assert "sends and resolves, adds label vip" in browser.text
    canned = browser.page.partition('name="canned" value="')[2].partition('"')[0]
    await browser.sends(f"{at}/fill", canned=canned, text="")
    assert "The answer also resolves, adds label vip" in browser.text
    acts = unescape(browser.page.partition('name="acts" value="')[2].partition('"')[0])
    state = "select status::text, tags from tickets where number = :number"
    before = await row(stage, state, number=number)
    await browser.sends(f"{at}/say", text="Later", acts=acts, then="later")
    assert await row(stage, state, number=number) == before, "it is said, and nothing is done"
    assert await browser.sends(f"{at}/say", text="It is seen to.", acts=acts) == at
    assert await row(stage, state, number=number) == ("resolved", ["vip"])
    await browser.sends(f"{at}/undo")
    assert await row(stage, state, number=number) == before
    assert await browser.sends(f"{at}/say", text="It is seen to.", acts="label vip", then="pending") == at
    await browser.opens(at)
    assert await browser.sends(f"{at}/say", text="For us", acts="resolve", inside="1") == at
    await stage.pass_time(seconds=30)
    assert await row(stage, state, number=number) == ("pending", ["vip"]), "a note does nothing"
