"""Articles on the panel: found, written in both languages, published, read in Telegram; two at one article; agents."""

import html
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from db.models import Category
from tests.flows.panel.answers import HOSTILE, desk_of, fields, writes
from tests.flows.panel.browser import Browser
from tests.flows.phone import Phone
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.sql import add, scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("The panel")

BODY = "**Turn it off.**\n\n- wait\n1. turn it on: `reset`\n\n> or [call us](https://example.org/a_b)"


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Browser, Browser]]:
    """Vera and Olga at their browsers."""
    async with desk_of(database) as stood:
        yield stood


async def test_written_in_both_languages_published_and_found_in_telegram(desk: tuple[Stage, Browser, Browser]) -> None:
    stage, vera, _ = desk
    rita = stage.rita
    await vera.opens("/answers/new?title=Router")
    assert await writes(vera, "/answers/new", body_en="**half", then="keep") == ""
    assert vera.status == 422
    assert "Line 1: “**” is opened and not closed" in vera.text
    assert fields(vera)["title-en"] == "Router"
    assert fields(vera)["body-en"] == "**half"
    await writes(vera, "/answers/new", body_en=BODY.replace("\n", "\r\n"), keywords="modem, wifi", then="keep")
    key = await scalar(stage, "select max(id) from articles")
    assert vera.at.partition("?")[0] == f"/answers/{key}"
    assert vera.told == "Saved."
    assert fields(vera)["body-en"] == BODY.replace("\n", "\r\n"), "what is shown is what was typed"
    assert '<a href="https://example.org/a_b" rel="noreferrer nofollow">call us</a>' in vera.page
    await rita.writes("/kb router")
    assert (await rita.reads()).startswith("I do not know") or "Router" not in await rita.reads()

    await stage.pass_time(hours=5)
    await vera.opens(f"/answers/{key}")
    title = "Роутер " + HOSTILE[:60]
    await writes(vera, f"/answers/{key}", title_ru=title, body_ru=HOSTILE, then="publish")
    assert vera.told
    await vera.opens(f"/answers/{key}")
    assert text_of("page-answers-older-by", time="5 h") in vera.text
    assert re.search(r">Russian \d+</a>", vera.page), "of each version the language in words"
    await vera.opens(f"/answers/{key}/en/1")
    assert "English, version 1" in vera.text
    await vera.opens("/answers")
    assert "English, Russian" in vera.text
    await vera.opens(f"/answers/{key}")
    assert "<script>alert" not in vera.page
    assert fields(vera)["title-ru"] == title
    assert HOSTILE in html.unescape(vera.page)
    assert await scalar(stage, "select count(*) from article_texts where language = 'en'") == 1, "not touched"
    await stage.settle()
    await rita.writes("/kb modem")
    await rita.presses(f"kb:{key}")
    assert (await rita.reads()).partition("\n")[0] == "Router"
    assert "Turn it off.\n\n• wait\n1. turn it on: reset\n\nor call us" in await rita.reads()
    assert (await row(stage, "select origin, new from audit where action = 'article-published'")) == ("panel", "Router")

    await _listed(stage, vera, key)
    await vera.opens(f"/answers/{key}")
    await vera.sends(f"/answers/{key}/retire")
    assert vera.told == text_of("page-answers-done", what="retired")
    await stage.settle()
    await rita.writes("/kb router")
    assert f"kb:{key}" not in await rita.buttons()
    await vera.opens("/answers?state=old&q=rout")
    assert f'href="/answers/{key}"' in vera.page


async def _listed(stage: Stage, vera: Browser, key: int) -> None:
    """By words, state and topic."""
    await vera.opens("/answers?q=роутер")
    assert f'href="/answers/{key}"' in vera.page
    assert "English is older" in vera.text
    for nothing in ("/answers?state=draft", "/answers?q=kettle", "/answers?topic=0&q=kettle", "/answers?state=waiting"):
        await vera.opens(nothing)
        assert text_of("page-answers-none", any="yes") in vera.text, nothing
    await add(stage, topic := Category(name="Network", folded="network", names={"ru": "Сеть"}, keywords=[]))
    await vera.opens(f"/answers/{key}")
    assert await writes(vera, f"/answers/{key}", topic=str(10**17), then="keep") == ""
    await writes(vera, f"/answers/{key}", topic=str(topic.id), then="keep")
    assert vera.told
    for address, is_there in ((f"topic={topic.id}", True), ("topic=0", False), (f"topic={topic.id}&q=rou", True)):
        await vera.opens(f"/answers?{address}")
        assert (f'href="/answers/{key}"' in vera.page) is is_there, address


async def _underlined(vera: Phone) -> int:
    """An article whose text has what Markdown has no sign for."""
    await vera.writes("/kb new")
    await vera.writes("Keys", reply_to=await vera.last_id())
    under = [{"type": "underline", "offset": 0, "length": 3}]
    await vera.writes("The key is on the wall", reply_to=await vera.last_id(), entities=under)
    return int(await scalar(vera.stage, "select max(id) from articles"))


async def test_two_at_one_article_lose_nothing(desk: tuple[Stage, Browser, Browser]) -> None:
    stage, vera, olga = desk
    key = await _underlined(stage.vera)
    path = f"/answers/{key}"
    await vera.opens(path)
    assert piece_of("page-answers-loses") in vera.text
    await olga.opens(path)
    await writes(olga, path, body_en="The key is on the door", then="keep")
    assert olga.told == text_of("page-answers-done", what="keep")
    assert await writes(vera, path, title_ru="Ключи", then="publish") == "", "she has not seen the door"
    assert vera.status == 409
    assert piece_of("edited-meanwhile") in vera.text
    assert fields(vera)["body-en"] == "The key is on the door", "what she did not touch is as it is now"
    assert fields(vera)["title-ru"] == "Ключи"
    await writes(vera, path, body_ru="На двери", then="keep")
    assert vera.told

    await vera.opens(path)
    await olga.opens(path)
    await writes(olga, path, body_en="The key is on the roof", then="keep")
    assert olga.told
    assert await writes(vera, path, body_en="The key is in the cellar", keywords="key", then="keep") == ""
    assert vera.status == 409
    assert text_of("page-answers-theirs", name="Olga") in vera.text
    assert "on the roof" in vera.page
    assert fields(vera)["body-en"] == "The key is in the cellar"
    assert fields(vera)["keywords"] == "key"
    assert await scalar(stage, "select count(*) from article_texts where body like '%cellar'") == 0
    await olga.opens(path)
    await writes(olga, path, keywords="lock", then="keep")
    assert olga.told
    assert await writes(vera, path, then="keep") == "", "Olga has named it meanwhile"
    assert fields(vera)["keywords"] == "key"
    await writes(vera, path, keywords="key, lock", then="keep")
    assert vera.told
    await vera.opens(path)
    await writes(vera, path, then="publish")
    assert vera.told == text_of("page-answers-done", what="publish")
    assert await scalar(stage, "select keywords from articles") == ["key", "lock"]
    assert (await scalar(stage, "select body from article_texts where current and language = 'en'")).endswith("cellar")
    await vera.opens(f"{path}/en/4")
    assert "on the roof" in vera.text
    await vera.sends(f"{path}/take", language="en", version="4")
    assert vera.told == text_of("page-answers-done", what="taken")
    await vera.opens("/answers?state=waiting")
    assert text_of("page-answers-waits") in vera.text
    assert f'href="{path}"' in vera.page
    for nobodys in ("/answers/999", f"{path}/en/99", f"{path}/xx/1", f"{path}/en/99999", f"/answers/{2**64}"):
        await vera.opens(nobodys)
        assert vera.status == 404, nobodys


async def test_what_was_not_touched_keeps_formatting_that_no_field_shows(desk: tuple[Stage, Browser, Browser]) -> None:
    stage, vera, _ = desk
    key = await _underlined(stage.vera)
    await vera.opens(f"/answers/{key}")
    await writes(vera, f"/answers/{key}", title_en="All keys", then="keep")
    assert vera.told
    kept = await row(stage, "select entities from article_texts where title = 'All keys'")
    assert [one["type"] for one in kept[0]] == ["underline"]
    await vera.opens(f"/answers/{key}")
    await writes(vera, f"/answers/{key}", then="keep")
    assert vera.told
    assert await scalar(stage, "select count(*) from article_texts") == 3, "nothing was changed, nothing is written"


async def test_an_agent_writes_and_proposes_and_publishes_nothing(desk: tuple[Stage, Browser, Browser]) -> None:
    stage, vera, olga = desk
    await olga.opens("/")
    await olga.opens("/answers")
    for hidden in (
        text_of("page-answers-section", section="presets"),
        "Menu",
        text_of("page-answers-section", section="many"),
        "What helped",
    ):
        assert hidden not in olga.text
    await olga.opens("/answers/new")
    assert "Save and publish" not in olga.text
    assert await writes(olga, "/answers/new", title_en="Lift", body_en="Take the stairs.", then="publish") == ""
    assert piece_of("article-admins-publish") in olga.text
    assert await scalar(stage, "select count(*) from articles") == 0
    await writes(olga, "/answers/new", then="propose")
    assert olga.told == text_of("page-answers-done", what="propose")
    key = await scalar(stage, "select max(id) from articles")
    await stage.settle()
    assert "Olga proposes an article: “Lift”." in await stage.vera.reads()
    await vera.opens(f"/answers/{key}")
    await olga.opens(f"/answers/{key}")
    await writes(vera, f"/answers/{key}", then="publish")
    assert vera.told
    assert await writes(olga, f"/answers/{key}", keywords="elevator", then="keep") == ""
    assert text_of("article-admins-describe") in olga.text
    assert await scalar(stage, "select keywords from articles") == []
    assert await olga.sends(f"/answers/{key}/retire") == ""
    assert piece_of("article-admins-publish") in olga.text
    await olga.opens(f"/answers/{key}")
    assert "keywords" not in fields(olga)
    await writes(olga, f"/answers/{key}", body_en="Take the stairs, please.", then="propose")
    assert olga.told
    assert await scalar(stage, "select body from article_texts where current") == "Take the stairs."
