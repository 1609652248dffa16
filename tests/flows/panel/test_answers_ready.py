"""Preset answers, canned replies, the menu, what helped, what went to many: on the panel as in Telegram."""

import re
from collections.abc import AsyncIterator
from html import unescape
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import Database
from db.models import Announcement, MenuItemRow, Suggestion, Ticket
from tests.flows.acts import files
from tests.flows.panel.answers import HOSTILE, desk_of, fields, writes
from tests.flows.panel.browser import Browser
from tests.flows.phone import words
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.sql import add, scalar
from tests.texts import piece_of, text_of

_MENU = "/answers/menu/preview"
pytestmark = pytest.mark.sentence("The panel")

_KEYS = re.compile(r'<div class="key-row">(.*?)</div>', re.DOTALL)
_KEY = re.compile(
    r'<(?:a|span) class="button"[^>]*>(.*?)(?: <span aria-hidden="true">↗</span>)?</(?:a|span)>', re.DOTALL
)
EXAMPLES = "the lift is stuck again\r\nлифт снова стоит"


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Browser, Browser]]:
    """Vera and Olga at their browsers."""
    async with desk_of(database) as stood:
        yield stood


async def test_a_preset_answer_is_written_checked_published_and_given(desk: tuple[Stage, Browser, Browser]) -> None:
    stage, vera, _ = desk
    rita = stage.rita
    await vera.opens("/answers/presets")
    await vera.sends("/answers/presets", kind="preset", title="Lift")
    path = vera.at.partition("?")[0]
    await vera.opens(f"{path}/check")
    assert text_of("preset-language-missing") in vera.text
    await vera.opens(path)
    typed = {"text_en": "{name}, **take** the stairs", "text_ru": HOSTILE, "keywords": "elevator"}
    await writes(vera, path, examples=EXAMPLES, title="Lifts", **typed)
    assert vera.told == text_of("page-admin-done", what="saved")
    await vera.opens(path)
    assert fields(vera)["examples"] == EXAMPLES
    await vera.opens(f"{path}/check")
    assert "<script>alert" not in vera.page
    assert piece_of("preset-hits", of=0) in vera.text
    await vera.sends(f"{path}/check", version="1")
    assert vera.status == 422, "a change that was not seen is not published"
    version = await scalar(stage, "select version from preset_answers")
    await vera.sends(f"{path}/check", version=str(version))
    assert vera.told == text_of("page-admin-done", what="done")
    await stage.settle()
    for sentence, offered in (
        ("the lift is stuck again, please", text_of("page-presets-this") + " Lifts"),
        ("thanks", text_of("page-presets-no-preset") + " " + text_of("page-presets-no-article")),
    ):
        await vera.opens(f"/answers/presets/try?say={sentence}")
        assert offered in vera.text, sentence
    await files(rita, "the lift is stuck again, please")
    assert "take the stairs" in await rita.reads()
    await vera.opens("/answers/presets")
    assert "Lifts published 1 0" in vera.text
    await vera.sends(path, act="archive")
    assert vera.told == text_of("page-admin-done", what="done")


async def test_a_form_keeps_what_was_chosen_and_is_not_offered_any_more(desk: tuple[Stage, Browser, Browser]) -> None:
    stage, vera, _olga = desk
    await vera.opens("/topics")
    await vera.sends("/topics", kind="topic", name="Lifts")
    topic = vera.at.partition("?")[0]
    await vera.opens("/answers/presets")
    await vera.sends("/answers/presets", kind="preset", title="Lift")
    path = vera.at.partition("?")[0]
    for first, then in ((topic.rpartition("/")[2], ""), ("", topic.rpartition("/")[2])):
        await vera.opens(path)
        await writes(vera, path, topic=first)
        await vera.opens(path)
        old = fields(vera)
        await writes(vera, path, topic=then)
        assert await vera.sends(path, **(old | {"topic": "0"})) == ""
        assert (
            f'<pre class="kept" dir="auto">{"Lifts" if then else text_of("page-answers-no-topic")}</pre>' in vera.page
        )
    await vera.opens(topic)
    await vera.sends(topic, act="remove")
    await vera.opens(path)
    await writes(vera, path, title="Lifts")
    assert vera.told == text_of("page-admin-done", what="saved")
    assert fields(vera)["topic"] == topic.rpartition("/")[2]
    assert await row(stage, "select category_id from preset_answers") == (int(topic.rpartition("/")[2]),)


async def test_canned_replies_of_the_team_and_ones_own(desk: tuple[Stage, Browser, Browser]) -> None:
    stage, vera, olga = desk
    await vera.opens("/answers/replies")
    assert await vera.sends("/answers/replies", key="two words", text="Hello {nmae}", kind="desk") == ""
    assert "{nmae}" in vera.text
    assert 'value="two words"' in vera.page
    assert await vera.sends("/answers/replies", key="nothing", text="\u200b\u202e", kind="desk") == "", "nobody sees it"
    await vera.sends("/answers/replies", key="!hello", text="**Hello** {name}", kind="desk")
    path = vera.at.partition("?")[0]
    await olga.opens("/answers/replies")
    assert "!hello Hello {name} " + text_of("canned-desk") + " " + text_of("canned-uses", n=0) in olga.text
    await olga.sends("/answers/replies", key="mine", text="Only mine", kind="own")
    own = olga.at.partition("?")[0]
    assert await olga.sends("/answers/replies", key="hers", text="x", kind="desk") == ""
    assert olga.status == 404
    await olga.opens("/answers")
    await olga.sends(path, **{"was-text": "**Hello** {name}"}, text="Bye")
    assert olga.status == 404, "the team's are the admins'"
    await olga.opens(path)
    assert "textarea" not in olga.page
    await vera.opens(own)
    assert vera.status == 404, "one's own is nobody else's"

    await vera.opens(path)
    held = fields(vera)
    assert held["text"] == "**Hello** {name}"
    await writes(vera, path, text="*Good day*, {name}!")
    assert vera.told == text_of("page-admin-done", what="saved")
    await vera.sends(path, **{**held, "text": HOSTILE})
    assert vera.status == 409
    assert "*Good day*, {name}!" in unescape(vera.page)
    assert fields(vera)["text"] == HOSTILE
    assert await scalar(stage, "select text from canned_replies where key = 'hello'") == "Good day, {name}!"
    await vera.sends(path, act="remove")
    assert vera.told == text_of("page-admin-done", what="done")
    await vera.opens(path)
    assert 'name="undo"' not in vera.page, "what is removed is restored"
    await vera.sends(path, **{**held, "text": HOSTILE})
    assert (vera.status, fields(vera)["text"]) == (422, HOSTILE), "what was typed meanwhile is not lost"
    await vera.sends(path, act="restore")
    assert vera.told == text_of("page-admin-done", what="done")


def menu_items() -> list[MenuItemRow]:
    """Buttons of each kind that has something to show; some fit beside each other, some do not."""
    hours = {"en": {"text": "9 to <b>5", "entities": []}}
    return [
        MenuItemRow(id=1, position=1, kind="text", captions={"en": "Hours", "ru": "Часы"}, texts=hours),
        MenuItemRow(id=2, position=2, kind="link", captions={"en": "Map & <i>way</i>"}, url="https://a.org/?a=1&b=2"),
        MenuItemRow(id=3, position=3, kind="submenu", captions={"en": "Somewhat longer than that"}),
        MenuItemRow(id=4, position=1, kind="person", captions={"en": "A person"}, parent_id=3),
    ]


def keyboard(browser: Browser) -> list[list[str]]:
    """The buttons of the preview, row by row."""
    return [[unescape(key) for key in _KEY.findall(keys)] for keys in _KEYS.findall(browser.page)]


async def test_the_preview_of_the_menu_is_what_is_sent(desk: tuple[Stage, Browser, Browser]) -> None:
    stage, vera, _ = desk
    rita = stage.rita
    await vera.opens(_MENU)
    assert await vera.sends(_MENU, then="publish") == ""
    assert piece_of("menu-empty-draft") in vera.text
    await add(stage, *menu_items())
    await vera.opens(_MENU)
    draft = keyboard(vera)
    assert draft == [["Hours"], ["Map & <i>way</i>"], ["Somewhat longer than that"]]
    await vera.sends(_MENU, then="publish")
    assert vera.told == text_of("page-answers-done", what="menu-publish")
    await stage.settle()
    await rita.writes("/menu")
    sent = await rita.last()
    assert _labels(sent) == draft
    await vera.opens("/answers/menu/preview?of=published")
    assert keyboard(vera) == draft
    assert words(sent) in vera.text
    await rita.presses("menu:1", on=sent["message_id"])
    await vera.opens("/answers/menu/preview?of=published&at=1&spoken=en")
    inside = await rita.last()
    assert keyboard(vera) == _labels(inside)
    assert words(inside) in vera.text
    await vera.opens("/answers/menu/preview?of=published&at=3")
    assert keyboard(vera) == [["A person"], [text_of("btn-menu-back")]]
    await vera.opens("/answers/menu/preview?of=published&spoken=ru")
    assert keyboard(vera)[0] == ["Часы"]
    version = fields_of_act(vera, "undo")
    await vera.sends(_MENU, then="down")
    assert vera.told == text_of("page-answers-done", what="menu-down")
    await vera.sends(_MENU, then="undo", version=version)
    assert vera.told == text_of("page-answers-done", what="menu-late")
    await vera.opens("/answers/menu/preview?of=published")
    assert "Requesters have no menu." in vera.text
    version = fields_of_act(vera, "undo")
    await vera.sends(_MENU, then="undo", version=version)
    assert vera.told == text_of("page-answers-done", what="menu-undo")
    async with stage.database.unit_of_work() as session:
        (await session.get_one(MenuItemRow, 1)).texts = {}
    await vera.opens(_MENU)
    assert "Hours: " + text_of("menu-no-text") in vera.text
    assert keyboard(vera) == [["Map & <i>way</i>"], ["Somewhat longer than that"]]


def fields_of_act(browser: Browser, then: str) -> str:
    """The version that a button of this page would take back."""
    return browser.page.partition(f'value="{then}"')[2].partition('name="version" value="')[2].partition('"')[0]


def _labels(message: dict[str, Any]) -> list[list[str]]:
    return [[button["text"] for button in buttons] for buttons in message["buttons"]]


async def _asked(session: AsyncSession, number: int) -> Ticket:
    return (await session.scalars(select(Ticket).where(Ticket.number == number))).one()


async def _shown(
    session: AsyncSession, stage: Stage, number: int, outcomes: list[str | None], key: int | None = None
) -> None:
    """So many offers, the first of them the article."""
    ticket = await _asked(session, number)
    session.add_all(
        Suggestion(
            ticket_id=ticket.id, person_id=ticket.requester_id, article_id=key if not n else None, position=n + 1,
            score=0.5, shown_at=stage.clock(), outcome=outcome,
        )
        for n, outcome in enumerate(outcomes)
    )  # fmt: skip


async def test_what_helped_and_what_went_to_many(desk: tuple[Stage, Browser, Browser]) -> None:
    stage, vera, _ = desk
    rita = stage.rita
    await vera.opens("/answers/helped")
    assert text_of("page-helped-none") in vera.text
    await vera.opens("/answers/many")
    assert text_of("page-many-no-problems") in vera.text
    assert text_of("page-many-no-mailings") in vera.text
    await vera.opens("/answers/new?title=Kettle")
    await writes(vera, "/answers/new", body_en="Press the <b>red</b> button.", then="publish")
    key = int(vera.at.partition("?")[0].rpartition("/")[2])
    number = await files(rita, "The heating is cold")
    outcomes = [*["helped"] * 4, "person", "words", "silence", None, None]
    async with stage.database.unit_of_work() as session:
        await _shown(session, stage, number, outcomes, key)
        by = (await _asked(session, number)).requester_id
        said = {"text": "<i>Closed</i> on Monday", "state": "sent", "receivers": 0}
        session.add(Announcement(author_id=by, created_at=stage.clock(), **said))
    await vera.opens("/answers/helped")
    assert (
        "Shown 9 Helped 4 "
        + text_of("page-helped-figure", figure="offers_refused")
        + " 2 "
        + text_of("page-helped-figure", figure="offers_silent")
        + " 3"
        in vera.text
    ), "no shares of fewer than ten"
    async with stage.database.unit_of_work() as session:
        await _shown(session, stage, number, ["helped"])
    await vera.opens("/answers/helped?days=7")
    assert (
        "Shown 10 Helped 5 50 % "
        + text_of("page-helped-figure", figure="offers_refused")
        + " 2 20 % "
        + text_of("page-helped-figure", figure="offers_silent")
        + " 3 30 %"
        in vera.text
    )
    assert "Kettle 1 0 1 0 0" in vera.text
    assert f'href="/answers/{key}"' in vera.page
    await vera.opens("/answers/many")
    assert "<i>Closed</i> on Monday " + text_of("page-many-all") + " sent" in vera.text
