"""The panel's list of tickets: saved views, order, what was found, files, and what several at once take back."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape

import pytest
import pytest_asyncio

from db.database import Database
from desk.queries.panel.tickets import A_PAGE
from tests.flows import cast
from tests.flows.acts import dismissed, files, reads_audit
from tests.flows.panel.browser import URL, Browser, browser_at, panel_of
from tests.flows.scenes import may, row
from tests.flows.stage import VERA, Stage, staged
from tests.sql import execute, scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("The panel")


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Browser, Browser]]:
    """A desk where agents may come in too: Vera and Olga have."""
    async with (
        staged(
            database, board=False, team__undo=timedelta(seconds=10), begins=(cast.rita, cast.olga), web__url=URL,
            web__for_agents=True,
        ) as stage,
        panel_of(stage) as port,
        browser_at(port) as vera,
        browser_at(port) as olga,
    ):  # fmt: skip
        await vera.signs_in(stage.vera, str(VERA))
        await stage.vera.writes("/settings panel_for_agents on")
        await olga.signs_in(stage.olga, str(stage.olga.id))
        yield stage, vera, olga


async def test_a_view_is_kept_for_oneself_or_by_admins_for_everybody(desk: tuple[Stage, Browser, Browser]) -> None:
    stage, vera, olga = desk
    await vera.opens("/tickets?priority=1&sort=-number")
    assert await vera.sends("/views", name="Urgent <b>ones</b>", priority="1", sort="-number", shared="1") == (
        "/tickets?priority=1&sort=-number"
    )
    await vera.sends("/views", name="Mine alone", state="all", q="pump & hose")
    await olga.opens("/tickets?priority=1&sort=-number")
    assert "Urgent <b>ones</b>" in olga.text
    assert "<b>ones" not in olga.page
    assert 'href="/tickets?priority=1&amp;sort=-number" aria-current="page"' in olga.page
    assert "Mine alone" not in olga.text
    await olga.sends("/views", name="For all", shared="1")
    assert olga.status == 404
    await olga.opens("/tickets")
    for name in ("  ", "\u200b\u202e", "x" * 61):
        await olga.sends("/views", name=name)
        assert olga.status == 409
        assert "A view needs a name of 1 to 60 characters." in olga.text
    shared = olga.page.partition("/views/")[2].partition("/remove")[0]
    assert not shared.isdigit()  # not theirs to remove
    await vera.opens("/tickets")
    assert "/tickets?state=all&q=pump+%26+hose" in unescape(vera.page)
    ids = sorted({part.partition("/remove")[0] for part in vera.page.split('action="/views/')[1:]})
    for one in ids:
        await olga.sends(f"/views/{one}/remove")  # neither hers nor, shared, hers to remove
    await vera.sends("/views", name="MINE ALONE", state="closed")  # says something else from now on
    await vera.opens("/tickets")
    assert "Urgent" in vera.text
    assert vera.text.count("MINE ALONE") == 1
    for one in ids:
        await vera.sends(f"/views/{one}/remove")
    await vera.opens("/tickets")
    assert "MINE ALONE" not in vera.text
    assert "Urgent" not in vera.text
    audited = await reads_audit(stage.vera, "view")
    told = audited
    assert "shared the view" in told
    assert "removed the shared view" in told


async def test_found_words_are_marked_rows_put_in_order_and_all_of_it_taken_as_a_file(
    desk: tuple[Stage, Browser, Browser],
) -> None:
    stage, vera, olga = desk
    rita = stage.rita
    first = await files(rita, "=1+1 & <i>pumps</i> leak")
    second = await files(rita, "The cellar is wet")
    await vera.opens(f"/tickets/{second}")
    await vera.sends(f"/tickets/{second}/say", text="Look at the pump & the <u>hose</u>", inside="1")
    await vera.sends(f"/tickets/{first}/priority", value="4")
    await vera.opens("/tickets?q=pump")
    assert "<mark>pumps</mark>" in vera.page
    assert "Look at the <mark>pump</mark> &amp; the &lt;u&gt;hose" in vera.page
    assert "<i>pumps" not in vera.page
    assert "<u>hose" not in vera.page
    await vera.opens("/tickets?sort=-priority")
    assert vera.page.index(f'data-row="{first}"') < vera.page.index(f'data-row="{second}"')
    assert 'aria-sort="descending"' in vera.page
    await vera.opens("/tickets?sort=priority")
    assert vera.page.index(f'data-row="{second}"') < vera.page.index(f'data-row="{first}"')
    assert 'aria-sort="ascending"><a href="/tickets?sort=-priority"' in vera.page.replace(' class="wide-only"', "")
    await vera.opens("/tickets?sort=nothing")
    page = vera.page
    assert vera.status == 200
    await stage.vera.writes("/settings timezone Asia/Tokyo")
    taken = await vera.takes(stage.vera, "/tickets.csv", sort="number")
    held = list(csv.reader(io.StringIO(taken.text.removeprefix("\ufeff"))))
    assert [row[0] for row in held] == ["No.", str(first), str(second)]
    assert (held[1][1][:5], held[1][5]) == ("'=1+1", "")
    assert held[2][6].startswith(f"{stage.clock() + timedelta(hours=9):%Y-%m-%d %H:}")
    vera.page = page
    stage.clock.on(hours=7)
    day = "2026-11-21"  # in Tokyo
    taken = await vera.takes(stage.vera, "/tickets.csv", agent="0", q='pump"; x=/../ насос')
    named = f'attachment; filename="pulldesk_tickets_open_nobody_pump-x-nasos_{day}.csv"'
    assert taken.headers["content-disposition"] == named
    await _named_by_state(stage, vera, day)
    taken = await vera.takes(stage.vera, "/tickets.csv", priority="4", q="pump")
    assert [row[0] for row in csv.reader(io.StringIO(taken.text.removeprefix("\ufeff")))][1:] == [str(first)]
    vera.page = page
    await _copied(stage, first, A_PAGE + 1)
    every = await vera.takes(stage.vera, "/tickets.csv", q="many")
    assert every.text.count("One of many") == A_PAGE + 1, "all of them, not a page"
    await olga.opens("/tickets")
    assert "CSV" not in olga.text
    await olga.sends("/tickets.csv")
    assert olga.status == 404
    await _has_no_log(stage, olga)
    audited = await reads_audit(stage.vera, "tickets")
    told = audited
    assert "list of tickets: CSV, low" in told
    assert "pump" not in told


async def _named_by_state(stage: Stage, vera: Browser, day: str) -> None:
    for state in ("all", "closed"):
        taken = await vera.takes(stage.vera, "/tickets.csv", state=state)
        assert f'"pulldesk_tickets_{state}_{day}.csv"' in taken.headers["content-disposition"]


async def _has_no_log(stage: Stage, olga: Browser) -> None:
    await stage.vera.writes("/settings log_days 7")
    await olga.opens("/log")
    assert olga.status == 404
    await olga.opens("/tickets")
    assert 'href="/log"' not in olga.page


_COPIES = """
insert into tickets (number, requester_id, status, subject, priority, origin, created_at, filed_at, updated_at,
  subject_at, status_at, priority_at, assignee_at, labels_at)
select nextval('ticket_numbers'), requester_id, status, 'One of many', priority, origin, created_at, filed_at,
  updated_at, subject_at, status_at, priority_at, assignee_at, labels_at
from tickets cross join generate_series(1, :times) where number = :number
"""


async def _copied(stage: Stage, number: int, times: int) -> None:
    await execute(stage, _COPIES, number=number, times=times)


async def test_resolved_at_once_is_taken_back_at_once_while_nobody_knows(desk: tuple[Stage, Browser, Browser]) -> None:
    stage, vera, olga = desk
    rita = stage.rita
    first = await files(rita, "The pump leaks")
    second = await files(rita, "The cellar is wet")
    await olga.opens("/tickets")
    await olga.sends("/bulk", verb="resolve", number=str(first))
    assert olga.status == 404
    await vera.opens("/tickets")
    await vera.sends("/bulk", verb="claim", number=str(first))
    await vera.sends("/bulk", verb="resolve", number=str(first))
    assert "Undo (within 10 s)" in vera.text
    await vera.sends("/bulk", verb="unresolve", number=str(first))
    assert text_of("page-bulk-done", verb="undo", n=1, to="") in vera.text
    await vera.sends(f"/tickets/{first}/do", verb="resolve")  # as the key `e` does
    for person, is_offered in ((vera, True), (olga, False)):
        await person.opens(f"/tickets/{first}")
        assert (
            text_of("page-step-undo", status="resolved", answers=0) + " Undo (within 10 s)" in person.text
        ) is is_offered
    assert text_of("page-key", key="e") in vera.text
    assert await vera.sends(f"/tickets/{first}/undo") == f"/tickets/{first}"
    await vera.opens(f"/tickets/{first}")
    assert piece_of("page-step-undo", status="resolved", answers=0) not in vera.text
    await vera.opens("/tickets")
    await stage.olga.presses(f"claim:{second}")
    await stage.olga.presses(f"resolve:{second}")
    await vera.opens("/tickets")
    await vera.sends("/bulk", verb="unresolve", number=str(second))  # Olga's
    assert text_of("undo-passed", number=second) in vera.text
    await vera.sends("/bulk", verb="resolve", number=str(first))
    await stage.pass_time(seconds=30)
    assert "solved" in await rita.reads()
    await vera.opens("/tickets")
    await vera.sends("/bulk", verb="unresolve", number=str(first))
    assert text_of("undo-passed", number=first) in vera.text


async def test_views_say_how_many_and_several_are_handed_over_at_once(desk: tuple[Stage, Browser, Browser]) -> None:
    stage, vera, _ = desk
    rita, olga = stage.rita, stage.olga
    await stage.vera.writes("/categories add Cellars")
    topic = await scalar(stage, "select id from categories where name = 'Cellars'")
    first, second = [await files(rita, said) for said in ("The pump leaks", "The cellar is wet")]
    await vera.opens(f"/tickets/{first}")
    await vera.sends(f"/tickets/{first}/act", what="category", value=str(topic))
    await vera.sends("/views", name="Everything there ever was", state="all")
    await vera.opens("/tickets")
    untaken = int(_count(vera, "page-untaken"))
    assert untaken >= 2
    assert _count(vera, "page-view-held") == "0"
    assert "Everything there ever was" in vera.text
    assert 'id="count-5"></span>' in vera.page, "it grows with the years, and is not counted"
    assert "Cellars" in vera.page.partition(f'data-row="{first}"')[2].partition("</tr>")[0]
    held = await scalar(stage, "select id from people where telegram_id = :id", id=olga.id)
    await vera.sends("/bulk", verb=f"hand-{held}", number=[str(first), str(second)])
    assert text_of("page-bulk-done", verb="hand", n=2, to="Olga") in vera.text
    await vera.opens("/tickets")
    assert int(_count(vera, "page-untaken")) == untaken - 2
    await vera.sends("/bulk", verb="hand-9999", number=str(first))
    assert text_of("no-such-person") in vera.text


def _count(browser: Browser, key: str) -> str:
    return browser.page.partition(f"<span>{text_of(key)}</span>")[2].partition(">")[2].partition("<")[0]


async def test_what_is_chosen_and_there_no_more_is_said_by_its_name(desk: tuple[Stage, Browser, Browser]) -> None:
    stage, browser, _ = desk
    vera, olga, rita = stage.vera, stage.olga, stage.rita
    await vera.writes("/categories add Printers")
    topic = await scalar(stage, "select id from categories where name = 'Printers'")
    held = await scalar(stage, "select id from people where telegram_id = :id", id=olga.id)
    await files(rita, "The printer is out of paper")
    await browser.opens("/tickets")
    await browser.sends("/views", name="Of Olga", agent=str(held), category=str(topic))
    await vera.writes(f"/categories remove {topic}")
    await dismissed(stage, olga)
    for page in (f"/tickets?agent={held}&category={topic}", f"/?agent={held}&category={topic}"):
        await browser.opens(page)
        for value, name in ((held, "Olga"), (topic, "Printers")):
            assert f'<option value="{value}" selected>{name}</option>' in browser.page, (page, name)
    for of, name in (("agent", held), ("category", topic)):
        await browser.opens(f"/reports?view=speed&period=month&where={of}-{name}")
        assert f'<option value="{of}-{name}" selected>' in browser.page
    for gone in ("agent=9999", "event=9999"):
        await browser.opens(f"/tickets?{gone}")
        assert f'<option value="{gone.partition("=")[2]}" selected>not found</option>' in browser.page
    answer = await browser.takes(vera, "/tickets.csv", category=str(topic))
    assert "printers" in answer.headers["content-disposition"]


async def test_a_typed_name_leads_to_the_tickets_of_that_person(desk: tuple[Stage, Browser, Browser]) -> None:
    stage, vera, olga = desk
    rita = stage.rita
    for subject in ("The projector in hall B is dark", "The coffee machine leaks"):
        await files(rita, subject)
    await files(stage.olga, "/new The door is stuck")
    me = await row(stage, "select id, name from people where telegram_id = :id", id=rita.id)
    await olga.opens("/tickets?q=rit&priority=3")
    assert "projector" in olga.text, "names of people are words, too"
    assert f"Requester: {me.name} (2)" in olga.text
    assert f'href="/tickets?priority=3&amp;requester={me.id}"' in olga.page
    await olga.opens("/tickets?q=olga")
    assert "Requester: Olga" not in olga.text, "she is no staff of her own request"
    await olga.opens(f"/tickets?priority=3&requester={me.id}")
    assert "projector" in olga.text
    assert "coffee" in olga.text
    assert "door" not in olga.text
    assert f'<option value="{me.id}" selected>{me.name}</option>' in olga.page
    await vera.opens("/tickets")
    await vera.sends("/views", name="Rita, late", requester=str(me.id), late="1")
    await vera.opens("/tickets")
    assert f'href="/tickets?requester={me.id}&amp;late=1"' in vera.page
    await vera.opens(f"/requesters/{me.id}")
    assert f'href="/tickets?state=all&amp;requester={me.id}"' in vera.page


_CREWS = """update tickets set tags = (select array_agg('crew ' || n) from generate_series(1, :many) as n)
  where number = :n"""


async def test_a_client_typed_into_the_menu_is_a_filter_of_list_view_and_file(
    desk: tuple[Stage, Browser, Browser],
) -> None:
    stage, vera, olga = desk
    rita = stage.rita
    number = await files(rita, "The projector in hall B is dark")
    await files(rita, "The coffee machine leaks")
    await execute(
        stage, "update tickets set tags = array['VIP', '\"><i>'], origin = 'mail' where number = :n", n=number
    )
    me = await row(stage, "select id, name from people where telegram_id = :id", id=rita.id)
    for typed, filters in (
        ("named-requester=RITA", f"requester={me.id}"), ("q=leaks+requester:rit", f"requester={me.id}&q=leaks"),
        ("named-label=vip&priority=3", "priority=3&label=VIP"), ("q=channel:mail", "channel=mail"),
        ("named-label=%22%3E%3Ci%3E", "label=%22%3E%3Ci%3E"),
    ):  # fmt: skip
        assert await olga.opens(f"/tickets?{typed}") == f"/tickets?{filters}"
        await olga.opens(f"/tickets?{filters}")
        assert text_of("page-filter-drop") in olga.text, typed
        assert ("coffee" in olga.text) is ("requester" in filters), typed
        assert ("projector" in olga.text) is ("leaks" not in filters), typed
        assert "<i>" not in olga.page
    await vera.opens("/tickets")
    await vera.sends("/views", name="VIP by mail", label="VIP", channel="mail")
    await vera.opens("/tickets")
    assert 'href="/tickets?label=VIP&amp;channel=mail"' in vera.page
    answer = await vera.takes(stage.vera, "/tickets.csv", label="VIP", channel="mail")
    assert "projector" in answer.text
    assert "coffee" not in answer.text
    await execute(stage, "update people set erased_at = now(), name = 'Erased requester' where id = :id", id=me.id)
    for address, said in (
        (f"requester={me.id}", "Requester: Erased requester"), ("requester=9999", "Requester: not found"),
        ("organization=9999", "Organization: not found"), ("label=gone", "Label: gone"),
    ):  # fmt: skip
        await olga.opens(f"/tickets?{address}")
        assert said in olga.text, address
    long = "a" * 300
    for garbage in (
        "requester=x", "requester=-1", "label=%00", "channel=pigeon", f"q=requester:{long}", "q=label:%25",
        f"named-requester={long}", "named-requester=%22%22", "organization=1e9", "q=requester:%22",
    ):  # fmt: skip
        await olga.opens(f"/tickets?{garbage}")
        assert olga.status == 200, garbage
        assert text_of("page-filter-drop") not in olga.text, garbage
    for many, left in ((12, ""), (14, "2"), (60, "38+")):
        await execute(stage, _CREWS, n=number, many=many)
        await olga.opens("/tickets?q=label:crew")
        assert olga.page.count("label=crew") == 12, many
        assert (text_of("page-named-more", n=left) in olga.text) is bool(left), many


async def test_masked_words_are_not_told_to_whose_right_was_taken_a_second_ago(
    desk: tuple[Stage, Browser, Browser],
) -> None:
    stage, _, olga = desk
    card = "4111 1111 1111 1111"
    number = await files(stage.rita, f"My card {card} was declined")
    await olga.opens(f"/tickets/{number}")
    for may_see in (True, False):
        answer = await olga.client.post(f"/tickets/{number}/masked", data={"form": olga.form})
        await may(stage, stage.olga, masked=may_see)
        await olga.opens(answer.headers["location"])
        assert (olga.status, card in olga.page) == (200, may_see)


async def test_letters_that_only_look_like_a_key_are_words(desk: tuple[Stage, Browser, Browser]) -> None:
    _, _, olga = desk
    for typed in ("reque\u017fter:rit", "organ\u0131zation:x", "organ\u0130zation:x", "авт\u1c82р:x"):
        await olga.opens(f"/tickets?q={typed}")
        assert olga.status == 200, typed


async def test_a_filter_names_nobody_of_whom_no_ticket_is_seen(desk: tuple[Stage, Browser, Browser]) -> None:
    stage, vera, olga = desk
    await (await stage.phone("Boris")).writes("/start")
    boris = await scalar(stage, "select id from people where name like 'Boris%'")
    await olga.opens(f"/tickets?requester={boris}")
    assert "Requester: not found" in olga.text, "whoever may open no page of a requester"
    await vera.opens(f"/tickets?requester={boris}")
    assert "Requester: Boris" in vera.text
