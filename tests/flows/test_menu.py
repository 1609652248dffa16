"""The requester's menu: built in Telegram, tried out, published; each button leads where it says. Without one nothing
of it is seen."""

from __future__ import annotations

from typing import Any

import pytest

from db.models import Article, ArticleState, ArticleText
from desk.organizations.record_fields import ContactValues
from tests.flows.acts import reads_audit
from tests.flows.phone import Phone, buttons, words
from tests.flows.registering import NUMBER, organization, shares
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.sql import scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("The menu of requesters")

BOARD = False
SAID = "See\nthe desk"
HOSTILE = "<b>Ключи</b> \u202e{name} 😀"


def _label(message: dict[str, Any], text: str) -> str:
    """The data of the button that says it."""
    return str(next(b.get("callback_data") or b["data"] for r in message["buttons"] for b in r if b["text"] == text))


def _labels(message: dict[str, Any]) -> list[str]:
    return [b["text"] for r in message["buttons"] for b in r]


async def _press(phone: Phone, text: str) -> dict[str, Any]:
    """Press what says that on the newest message with buttons; what stands there then."""
    shown = [message for message in await phone.chat() if message.get("buttons") and text in _labels(message)][-1]
    await phone.presses(_label(shown, text), on=shown["message_id"])
    return await phone.last()


async def _replies(phone: Phone, text: str, **more: Any) -> str:
    await phone.writes(text, reply_to=await phone.last_id(), **more)
    return await phone.reads()


async def _new(phone: Phone, kind: str, caption: str) -> str:
    await _press(phone, "Add")
    await _press(phone, kind)
    return await _replies(phone, caption)


async def _type(phone: Phone, field: str, language: str) -> None:
    await _press(phone, field)
    await _press(phone, language)


async def _toast(phone: Phone) -> str:
    return str((await phone.answer())["text"])


async def _article(stage: Stage, title: str) -> int:
    async with stage.database.unit_of_work() as session:
        article = Article(
            slug=title.lower(),
            revision=1,
            state=ArticleState.PUBLISHED,
            created_at=stage.clock(),
            updated_at=stage.clock(),
        )
        session.add(article)
        await session.flush()
        session.add(
            ArticleText(
                article_id=article.id, language="en", version=1, title=title, body="Press twice", at=stage.clock(),
                current=True, entities=[{"type": "bold", "offset": 0, "length": 5}],
            )
        )  # fmt: skip
        return article.id


async def test_built_tried_out_published_and_pressed(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.vera
    await _nothing_without_one(stage, rita, olga)
    await _build(stage, vera)
    labels = await _try_out(vera)
    await rita.writes("/start")
    assert not (await rita.last())["buttons"]
    await _press(vera, "Publish")
    assert await _toast(vera) == text_of("menu-published")
    await _lead_where_they_say(rita, labels)
    await _begin_requests(stage, rita)


async def _nothing_without_one(stage: Stage, rita: Phone, olga: Phone) -> None:
    await rita.writes("/menu")
    assert await rita.reads() == "There is no menu here. Just write what happened."
    await rita.writes("/start")
    assert not (await rita.last())["buttons"]
    await olga.writes("/menu")
    assert await olga.reads() == "Your role does not allow this. An admin can change that: /staff."
    assert await scalar(stage, "select count(*) from tickets") == 0


async def _build(stage: Stage, vera: Phone) -> None:
    await vera.writes("/categories add Badges")
    await _article(stage, "Wi-Fi")
    await vera.writes("/menu")
    assert text_of("title-menu") in await vera.reads()
    assert text_of("menu-no-submenu") in await _new(vera, "Submenu", "Help")
    await _type(vera, text_of("field-menu-caption"), "Russian")
    assert "Help / Помощь" in await _replies(vera, "Помощь")
    await _press(vera, text_of("menu-inside"))
    assert "Help › <b>Ключи</b>" in await _new(vera, "Text", HOSTILE)
    await _type(vera, "Text", "English")
    assert SAID in await _replies(vera, SAID, entities=[{"type": "italic", "offset": 0, "length": 3}])
    await _press(vera, text_of("btn-admin-back"))
    assert text_of("menu-no-article") in await _new(vera, "Article", "Network")
    await _press(vera, text_of("field-menu-target"))
    assert "Opens: Wi-Fi" in words(await _press(vera, "Wi-Fi"))
    await vera.writes("/menu")
    await _new(vera, "Link", "Site")
    await _press(vera, "Address")
    for wrong in ("javascript:alert(1)", "https://localhost", "https://a@b.example.org", "example", "https://a b.org"):
        await vera.writes(wrong, reply_to=(await vera.containing("to change Address"))["message_id"])
        assert piece_of("menu-url-wrong") in await vera.reads()
    await vera.writes(
        "https://example.org/help",
        reply_to=(await vera.containing("to change Address"))["message_id"],
    )
    await _press(vera, text_of("btn-admin-back"))
    await _new(vera, "Topic", "Badge")
    await _press(vera, text_of("field-menu-target"))
    await _press(vera, "Badges")
    await vera.writes("/menu")
    await _new(vera, "Talk to a person", "Somebody")
    await _press(vera, "Up")
    await vera.writes("/menu")
    assert _labels(await vera.last())[2:4] == ["Somebody", "Badge"]
    assert len(await vera.buttons()) <= 8


async def _try_out(vera: Phone) -> list[str]:
    await _press(vera, text_of("btn-menu-publish-screen"))
    tried = await _press(vera, text_of("btn-menu-try"))
    assert _labels(tried) == ["Help", "Site", "Somebody", "Badge"]
    await _press(vera, "Help")
    assert _labels(await vera.last()) == [HOSTILE, "Network", text_of("btn-menu-back")]
    await _press(vera, text_of("btn-menu-back"))
    await _press(vera, "Somebody")
    assert await _toast(vera) == text_of("menu-tried-request")
    return _labels(tried)


async def _lead_where_they_say(rita: Phone, labels: list[str]) -> None:
    await rita.writes("/start")
    shown = await rita.last()
    assert words(shown).startswith("This is the help desk.")
    assert [{k: b.get(k) for k in ("text", "url")} for r in shown["buttons"] for b in r][1] == {
        "text": "Site", "url": "https://example.org/help",
    }  # fmt: skip
    assert _labels(shown) == labels
    await rita.writes("/language ru")
    await rita.writes("/menu")
    menu = await rita.last()
    assert _labels(menu) == ["Помощь", "Site", "Somebody", "Badge"]
    await rita.presses(_label(menu, "Помощь"))
    assert await rita.reads() == "Помощь"
    await rita.presses(_label(await rita.last(), HOSTILE))
    text = await rita.last()
    assert (words(text), text["message_id"]) == (SAID, menu["message_id"])
    assert [(e["type"], e["length"]) for e in text["entities"]] == [("italic", 3)]
    await rita.presses(_label(text, text_of("btn-menu-back", "ru")))
    await rita.presses(_label(await rita.last(), "Network"))
    assert (await rita.reads()).startswith("Wi-Fi\n\nPress twice")


async def _begin_requests(stage: Stage, rita: Phone) -> None:
    await rita.writes("/menu")
    shown = await rita.last()
    await rita.presses(_label(shown, "Badge"), on=shown["message_id"])
    assert (await rita.reads()).startswith("Напишите, что случилось")
    await rita.writes("It is broken")
    assert await row(stage, "select t.number, c.name from tickets t join categories c on c.id = t.category_id") == (
        1, "Badges",
    )  # fmt: skip
    await stage.pass_time(seconds=30)
    await rita.presses(_label(shown, "Somebody"), on=shown["message_id"])
    await rita.writes("The lamp is dark")
    assert (await row(stage, "select count(*), count(category_id) from tickets")) == (2, 1)
    await rita.writes("And the door is stuck")
    assert await scalar(stage, "select count(*) from entries where ticket_id is not null") == 3
    await stage.pass_time(seconds=30)
    await rita.presses(_label(shown, "Badge"), on=shown["message_id"])
    await stage.vera.writes("/categories remove 1")
    await rita.writes("The badge is lost")
    assert (await row(stage, "select count(*), count(category_id) from tickets")) == (3, 0)
    await rita.presses(_label(shown, "Badge"), on=shown["message_id"])
    assert await rita.containing(text_of("menu-changed", "ru"))
    await stage.worker.write_uses()
    assert await scalar(stage, "select count(*) from uses where name = 'menu'") > 0


async def test_what_leads_nowhere_or_in_a_circle_is_refused_with_its_place(stage: Stage) -> None:
    vera = stage.vera
    await vera.writes("/menu")
    await _new(vera, "Submenu", "Outer")
    await _press(vera, text_of("menu-inside"))
    await _new(vera, "Submenu", "Inner")
    await _press(vera, text_of("field-menu-target"))
    await _press(vera, "Outer")
    assert await _toast(vera) == text_of("menu-circle-at", way="Outer › Inner › Outer")
    await vera.writes("/menu")
    await _press(vera, text_of("btn-menu-publish-screen"))
    screen = await vera.last()
    assert "⚠ " + text_of("menu-no-submenu-at", place="Outer › Inner") in words(screen)
    assert "menupub:publish" not in buttons(screen)
    await vera.writes("/menu")
    await _press(vera, "Outer")
    await _press(vera, text_of("btn-admin-row", name="Outer"))
    await _press(vera, "Remove")
    assert text_of("menu-item-removed", place="Outer") in await vera.reads()
    await _press(vera, "Restore")
    await _press(vera, text_of("menu-inside"))
    await _press(vera, "⚠ Inner")
    await _press(vera, text_of("btn-admin-row", name="Inner"))
    await _type(vera, text_of("field-menu-caption"), "English")
    asked = await vera.last_id()
    for typed, said in (
        ("x" * 41, text_of("wording-long-button", most="40", n="41", place="x")),
        ("one\ntwo", text_of("wording-one-line", part="two")),
        ("\u200b", text_of("menu-caption-empty")),
    ):
        await vera.writes(typed, reply_to=asked)
        assert (await vera.reads()).startswith(said)
    await vera.writes("Inn", reply_to=asked)
    await _press(vera, "Remove")
    await vera.writes("Inner", reply_to=asked)
    assert await vera.reads() == text_of("admin-gone")
    await vera.presses("menuat:items:0:1", on=screen["message_id"], force=True)
    assert await _toast(vera) == text_of("press-outdated")
    assert "⚠ Outer" in _labels(await vera.last()), "a button of an earlier version brings the list"
    assert await scalar(stage, "select count(*) from menus") == 0


async def test_a_published_menu_stays_until_the_next_and_hides_what_was_retired(stage: Stage, rita: Phone) -> None:
    vera = stage.vera
    article = await _article(stage, "Printing")
    await vera.writes("/menu")
    await _new(vera, "Article", "Paper")
    await _press(vera, text_of("field-menu-target"))
    await _press(vera, "Printing")
    for n in range(5):
        await vera.writes("/menu")
        await _new(vera, "Talk to a person", f"Somebody {n}")
    await vera.writes("/menu")
    assert len(await vera.buttons()) <= 9
    await _press(vera, text_of("btn-menu-publish-screen"))
    await _press(vera, "Publish")
    await rita.writes("/menu")
    old = await rita.last()
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Article, article)).state = ArticleState.OLD
    await rita.presses(_label(old, "Paper"))
    changed = text_of("menu-changed") + "\n\n" + text_of("menu-first")
    assert await rita.reads() == changed
    assert "Paper" not in _labels(await rita.last())

    await vera.writes("/menu")
    assert "⚠ " + text_of("menu-no-article") in words(await _press(vera, "⚠ Paper"))
    await _press(vera, "Remove")
    await vera.writes("/menu")
    await _press(vera, "Somebody 0")
    await _type(vera, text_of("field-menu-caption"), "English")
    await _replies(vera, "Anybody")
    await rita.writes("/menu")
    assert "Somebody 0" in _labels(await rita.last())
    await vera.writes("/menu")
    await _press(vera, text_of("btn-menu-publish-screen"))
    assert text_of("menu-state-other") in await vera.reads()
    await _press(vera, "Publish")
    assert piece_of("menu-state-up", name="Vera") in await vera.reads()
    await rita.presses("menu:1", on=old["message_id"], force=True)
    assert await rita.reads() == changed
    await rita.writes("/menu")
    assert "Anybody" in _labels(await rita.last())
    await _press(vera, "Undo")
    await rita.writes("/menu")
    back = await rita.last()
    assert "Somebody 0" in _labels(back)
    await _press(vera, text_of("btn-menu-down"))
    await rita.presses(_label(back, "Somebody 0"), on=back["message_id"])
    assert "out of date" in await _toast(rita)
    await rita.writes("/start")
    assert not (await rita.last())["buttons"]
    audited = await reads_audit(vera, "menu")
    audit = audited
    assert (text_of("audit-menu-taken-down") in audit, "published the menu: 6 buttons" in audit) == (True, True)


async def test_the_first_screen_offers_guests_to_register(stage: Stage, rita: Phone) -> None:
    vera = stage.vera
    await vera.writes("/settings organizations on")
    await organization(stage, "Romashka", ContactValues("Anna", phone=NUMBER))
    await vera.writes("/menu")
    await _new(vera, "Text", "Keys")
    await _type(vera, "Text", "English")
    await _replies(vera, "At the desk.")
    await _press(vera, text_of("btn-admin-back"))
    await _press(vera, text_of("btn-menu-publish-screen"))
    await _press(vera, "Publish")
    await rita.writes("/menu")
    assert _labels(await rita.last()) == ["Keys", text_of("btn-register")]
    await _press(rita, text_of("btn-register"))
    await shares(rita)
    await rita.writes("/menu")
    assert _labels(await rita.last()) == ["Keys"]
