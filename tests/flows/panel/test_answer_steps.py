"""An answer that changes the status too: one step, which its author takes back as a whole before anything has left."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy import select

from db.database import Database
from db.models import Delivery, Entry, EntryKind, Status, Ticket
from tests.flows import cast
from tests.flows.acts import files
from tests.flows.panel.browser import URL, Browser, browser_at, panel_of, vera_let_in
from tests.flows.phone import words
from tests.flows.stage import Stage, staged
from tests.sql import sole
from tests.texts import text_of

pytestmark = pytest.mark.sentence("The panel")
BOLD = "Turn the **red** valve"


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Browser, int]]:
    """A desk with a board and ten seconds to undo, where nobody has Rita's request, and Vera signed in."""
    begins = (cast.rita, cast.olga, cast.cold, vera_let_in)
    async with (
        staged(database, begins=begins, web__url=URL, team__undo=timedelta(seconds=10)) as stage,
        panel_of(stage, todoist_api_token=stage.worlds.token, todoist_api_url=stage.todoist.url) as port,
        browser_at(port) as browser,
    ):
        browser.client.cookies.update(await stage.once(vera_let_in))
        number = await stage.once(cast.cold)
        await browser.opens(f"/tickets/{number}")
        yield stage, browser, number


async def _ticket(stage: Stage, number: int) -> Ticket:
    return await sole(stage, select(Ticket).where(Ticket.number == number))


@pytest.mark.parametrize(("then", "status"), [("pending", Status.PENDING), ("resolve", Status.RESOLVED)])
async def test_the_answer_leaves_with_the_news_once_it_cannot_be_undone(
    desk: tuple[Stage, Browser, int], then: str, status: Status
) -> None:
    stage, browser, number = desk
    rita, at = stage.rita, f"/tickets/{number}"
    assert text_of("page-answer-takes") in browser.text
    assert await browser.sends(f"{at}/say", text=BOLD, then=then) == at
    await stage.settle()
    assert not [said for said in await rita.texts() if "valve" in said]
    await browser.opens(at)
    assert text_of("page-step-undo", status=status.value, answers=1) in browser.text
    assert "Turn the <b>red</b> valve" in browser.page
    await stage.pass_time(seconds=30)
    (answer,) = [one for one in await rita.received() if "valve" in words(one)]
    assert "Turn the red valve" in words(answer)
    assert [one["type"] for one in answer["entities"] if one["type"] == "bold"]
    comments = await stage.board.comments(number)
    assert any("Turn the **red** valve" in said for said in comments), comments
    ticket = await _ticket(stage, number)
    assert (ticket.status, ticket.assignee_id is None) == (status, False)
    await browser.opens(at)
    assert await browser.sends(f"{at}/undo") == ""
    assert text_of("undo-passed", number=number) in browser.text


@pytest.mark.parametrize("then", ["pending", "resolve"])
async def test_one_press_takes_answer_status_and_agent_back(desk: tuple[Stage, Browser, int], then: str) -> None:
    stage, browser, number = desk
    rita, at = stage.rita, f"/tickets/{number}"
    before = await _ticket(stage, number)
    told = len(await rita.texts())
    await browser.sends(f"{at}/say", text=BOLD, then=then)
    again = "And the **blue** one"
    if then == "pending":
        await browser.sends(f"{at}/say", text=again, then="resolve")
    await browser.sends(f"{at}/undo")
    typed = f"{BOLD}\n\n{again}" if then == "pending" else BOLD
    assert f">{typed}</textarea>" in browser.page, "it can be changed and sent"
    await stage.pass_time(seconds=30)
    after = await _ticket(stage, number)
    assert (after.status, after.assignee_id, after.needs_answer, after.first_response_at) == (
        before.status, None, before.needs_answer, None,
    )  # fmt: skip
    assert len(await rita.texts()) == told
    assert not [said for said in await stage.board.comments(number) if "valve" in said]
    await browser.opens(at)
    assert "valve" not in browser.text


async def test_a_plain_answer_is_taken_back_before_it_leaves_and_then_no_more(desk: tuple[Stage, Browser, int]) -> None:
    stage, browser, number = desk
    rita, at = stage.rita, f"/tickets/{number}"
    before = await _ticket(stage, number)
    assert await browser.sends(f"{at}/say", text=BOLD) == at
    await browser.sends(f"{at}/say", text="Then call me")
    await stage.settle()
    assert not [said for said in await rita.texts() if "valve" in said]
    await browser.opens(at)
    assert text_of("page-answer-undo") in browser.text
    for typed in ("Then call me", BOLD):
        await browser.sends(f"{at}/undo")
        assert f">{typed}</textarea>" in browser.page, "the latest first"
    after = await _ticket(stage, number)
    assert (after.needs_answer, after.first_response_at) == (before.needs_answer, None)
    assert await browser.sends(f"{at}/undo") == "", "there is nothing left"
    await stage.pass_time(seconds=30)
    assert not [said for said in await rita.texts() if "valve" in said or "call me" in said]
    assert not [said for said in await stage.board.comments(number) if "valve" in said]
    await browser.opens(at)
    await browser.sends(f"{at}/say", text="Well then")
    await browser.sends(f"{at}/do", verb="resolve")
    await browser.sends(f"{at}/undo")
    assert (await _ticket(stage, number)).status is not Status.RESOLVED, "what was done last is undone first"
    await stage.pass_time(seconds=30)
    assert [said for said in await rita.texts() if "Well then" in said]
    await browser.sends(f"{at}/undo")
    assert text_of("undo-passed", number=number) in browser.text
    await browser.opens(at)
    assert "/undo" not in browser.page


async def test_another_agent_does_not_take_it_back_and_a_waiting_one_only_gets_the_answer(
    desk: tuple[Stage, Browser, int],
) -> None:
    stage, browser, number = desk
    rita, olga, at = stage.rita, stage.olga, f"/tickets/{number}"
    await olga.presses(f"claim:{number}")
    await browser.sends(f"{at}/say", text="Which room?", then="pending")
    await olga.presses(f"resolve:{number}")
    assert await browser.sends(f"{at}/undo") == "", "Olga's"
    await stage.pass_time(seconds=30)
    assert [said for said in await rita.texts() if "Which room?" in said]
    await browser.opens(at)
    assert 'name="then"' not in browser.page, "it is resolved"
    await browser.sends(f"{at}/say", text="And the floor?", then="resolve")
    await stage.settle()
    assert [said for said in await rita.texts() if "And the floor?" in said]


async def test_without_time_to_undo_all_of_it_leaves_at_once(desk: tuple[Stage, Browser, int]) -> None:
    stage, browser, number = desk
    rita, at = stage.rita, f"/tickets/{number}"
    await stage.vera.writes("/settings undo_seconds 0")
    assert await browser.sends(f"{at}/say", text="Done", then="resolve") == at
    await stage.settle()
    assert "Done" in " ".join(await rita.texts())
    assert "solved" in await rita.reads()
    await browser.opens(at)
    assert "/undo" not in browser.page


async def test_a_note_and_a_wrong_button_change_no_status(desk: tuple[Stage, Browser, int]) -> None:
    stage, browser, number = desk
    at = f"/tickets/{number}"
    await browser.sends(f"{at}/say", text="// basalt", then="resolve")
    await browser.sends(f"{at}/say", text="/start", then="resolve")
    assert browser.status == 409
    assert (await _ticket(stage, number)).status is Status.NEW
    async with stage.database.reading() as session:
        kinds = await session.execute(select(Entry.kind, Entry.delivery).order_by(Entry.id))
        assert kinds.all()[-1] == (EntryKind.NOTE, Delivery.NONE)


async def test_the_preview_shows_what_will_be_read(desk: tuple[Stage, Browser, int]) -> None:
    stage, browser, number = desk
    at = f"/tickets/{number}"
    await browser.sends(f"{at}/preview", text=f"// {BOLD} <script>")
    assert text_of("page-preview-of", name="Rita K.") in browser.text
    assert "Turn the <b>red</b> valve &lt;script&gt;" in browser.page
    assert f">// {BOLD} &lt;script&gt;</textarea>" in browser.page, "and it is still typed"
    alone = await browser.client.post(
        f"{at}/preview", data={"form": browser.form, "text": BOLD}, headers={"hx-request": "true"}
    )
    assert (alone.status_code, "<html" in alone.text, "<b>red</b>" in alone.text) == (200, False, True)
    for number_ in (await files(stage.vera, "My chair squeaks"), 99):
        strange = await browser.client.post(
            f"/tickets/{number_}/preview", data={"form": browser.form, "text": "x"}, headers={"hx-request": "true"}
        )
        assert strange.status_code == 404
