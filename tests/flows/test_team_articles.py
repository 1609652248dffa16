"""Articles for the team: staff find and read them in Telegram, the panel and the API; no door shows them to anybody
else."""

from __future__ import annotations

import json

import pytest

from db.database import Database
from desk import Refused
from desk.integrations.scopes import Scope
from tests.flows import cast
from tests.flows.acts import brings_articles, dismissed, filed_and_taken, files
from tests.flows.api.client import Client, api_at, token_of
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.sql import scalar
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Knowledge")

BOARD = False
SECRET = "xylograph"
BODY = "The {word} in the cellar:\n\n1. Turn the key\n2. Wait for the lamp\n3. Ring the bell"


def written(title: str, word: str = SECRET, **front: str) -> bytes:
    """An article as a file."""
    head = "".join(f"{name}: {value}\n" for name, value in {"title": title, "state": "published", **front}.items())
    return f"---\n{head}---\n\n{BODY.format(word=word)}\n".encode()


async def brings(stage: Stage, **said: bytes) -> None:
    """Vera imports these files; an underscore in a name is its dot."""
    await brings_articles(stage, {f"{name.replace('_', '.')}.md": content for name, content in said.items()})


async def seen(phone: Phone) -> str:
    """All that stands in a chat, texts and buttons."""
    return json.dumps(await phone.chat(), ensure_ascii=False)


async def test_no_door_shows_one_to_requesters(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.vera
    await brings(stage, boiler_en=written("Boiler repair", audience="team", keywords="boiler, kettle"))
    key = await scalar(stage, "select id from articles")
    assert await row(stage, "select audience, state from articles") == ("team", "published")
    await rita.writes("/kb boiler")
    assert await rita.reads() == text_of("kb-none-here")
    await rita.writes("/help")
    await brings(stage, lamp_en=written("Lamp repair", "lamp"))
    for typed in ("boiler", SECRET, "xylograf", "boiler kettle repair"):
        await rita.writes(f"/kb {typed}")
    for press in (f"kb:{key}", f"kb_in:{key}:en", f"kb_for:{key}:everybody:1", f"kb_topics:{key}:1"):
        await rita.presses(press, on=await rita.last_id(), force=True)
    number = await files(rita, "The boiler is cold, how do I repair the boiler kettle with a xylograph?")
    assert await row(stage, "select offered from tickets where number = :n", n=number) == (None,)
    await stage.pass_time(minutes=3)
    said = await seen(rita)
    for word in (SECRET.capitalize(), "Boiler repair", "Turn the key", f"kb:{key}", "cellar: "):
        assert word not in said
    assert words(await rita.message_with("to:new")).count(SECRET) == 0
    await olga.presses(f"claim:{number}")
    await olga.writes(f"/similar {number}")
    assert "Turn the key" not in await seen(olga)  # what could be sent with one press
    await vera.writes("/menu")
    assert "Boiler repair" not in await seen(vera)
    assert await scalar(stage, "select count(*) from known_words where articles > 0 and word = :w", w=SECRET) == 0
    assert await row(stage, "select audience from articles where id = :n", n=key) == ("team",)


async def test_staff_find_read_and_open_it_to_everybody_with_a_second_press(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    vera = stage.vera
    await brings(
        stage, boiler_en=written("Boiler repair", audience="team"), boiler_ru=written("Ремонт котла", "ксилограф")
    )
    key = await scalar(stage, "select id from articles")
    await olga.writes(f"/kb {SECRET}")
    assert text_of("article-for-team") in await olga.reads()
    await olga.presses(f"kb:{key}")
    assert (await olga.reads()).startswith("Published · for the team only")
    await ivan.writes("/language ru")
    await ivan.writes("/kb ксилограф")
    assert "только для команды" in await ivan.reads()
    await dismissed(stage, ivan)
    await ivan.presses(f"kb:{key}", on=await ivan.last_id(), force=True)
    assert "Turn the key" not in await seen(ivan)
    await olga.presses(f"kb_topics:{key}:1")
    await olga.presses(f"kb_for:{key}:everybody:0")
    assert await olga.reads() == text_of("article-audience-sure")
    await olga.presses(f"kb_for:{key}:everybody:1")
    assert await row(stage, "select audience from articles") == ("team",)  # she may not: it is published
    await vera.presses(f"kb:{key}", force=True, on=await vera.last_id())
    await vera.presses(f"kb_topics:{key}:1")
    await vera.presses(f"kb_for:{key}:everybody:0")
    assert await row(stage, "select audience from articles") == ("team",)
    await vera.presses(f"kb_for:{key}:everybody:1")
    assert await row(stage, "select audience from articles") == ("everybody",)
    await rita.writes(f"/kb {SECRET}")
    assert "Boiler repair" in await rita.reads()
    await vera.presses(f"kb_topics:{key}:1")
    await vera.presses(f"kb_for:{key}:team:0")
    await rita.presses(f"kb:{key}")
    assert await rita.reads() == text_of("article-gone")
    actions = "select array_agg(new order by id) from audit where action = 'article-audience'"
    assert await scalar(stage, actions) == ["everybody", "team"]


async def test_an_offer_whose_article_became_the_teams_is_gone(stage: Stage, rita: Phone) -> None:
    vera = stage.vera
    await brings(stage, lamp_en=written("Change the lamp in the cellar", "lamp", keywords="lamp, bulb, light"))
    number = await files(rita, "how do I change the lamp bulb in the cellar?")
    read = next(b for b in buttons(await rita.message_with(f"helped:{number}")) if b.startswith("article:"))
    await vera.writes("/kb lamp")
    await vera.presses("kb:1")
    await vera.presses("kb_topics:1:1")
    await vera.presses("kb_for:1:team:0")
    await rita.presses(read, force=True, on=(await rita.message_with(f"cancel:{number}"))["message_id"])
    assert await rita.reads() == text_of("article-gone")
    assert not [b for m in await rita.chat() for b in buttons(m) if b.startswith("article:")]


async def test_files_carry_it_and_silence_keeps_it(stage: Stage) -> None:
    await brings(stage, boiler_en=written("Boiler", audience="team"), lamp_en=written("Lamp", "lamp"))
    await brings(stage, boiler_en=written("Boiler again"))
    assert await scalar(stage, "select audience from articles where slug = 'boiler'") == "team"
    with pytest.raises(Refused, match="kb-file-audience"):
        await brings(stage, boiler_en=written("Boiler", audience="strangers"))
    await brings(stage, boiler_en=written("Boiler", audience="everybody"))
    assert await scalar(stage, "select audience from articles where slug = 'boiler'") == "everybody"


async def test_the_api_needs_the_scope_of_notes(database: Database) -> None:
    async with api_at(database, cast.rita) as (stage, http):
        vera = stage.vera
        await brings(stage, boiler_en=written("Boiler", audience="team"), lamp_en=written("Lamp", "lamp"))
        key = await scalar(stage, "select id from articles where slug = 'boiler'")
        plain = Client(http, await token_of(vera, "Site", Scope.ARTICLES))
        staff = plain.by(await token_of(vera, "Intranet", Scope.ARTICLES, Scope.NOTES))
        for client, found in ((plain, []), (staff, ["team"])):
            items = (await client.asks("GET", f"/articles?q={SECRET}"))["items"]
            assert [one["audience"] for one in items] == found
            assert len((await client.asks("GET", "/articles"))["items"]) == 1 + len(found)
            await client.asks("GET", f"/articles/{key}")
            assert client.status == (200 if found else 404)


@pytest.mark.parametrize("phrase", ["boiler kettle", "xylograph"])
async def test_a_requester_with_a_ticket_never_sees_the_teams_words(
    stage: Stage, rita: Phone, olga: Phone, phrase: str
) -> None:
    await brings(stage, boiler_en=written("Boiler repair", audience="team", keywords="boiler, kettle"))
    number = await filed_and_taken(rita, olga, f"The {phrase} is cold")
    await olga.writes(f"/resolve {number}")
    assert "Turn the key" not in await seen(rita)


async def test_an_answer_that_quotes_an_article_of_the_team_is_not_sent(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.vera
    await brings(stage, lamp_en=written("The projector shows everything in green", "lamp"))
    number = await files(rita, "The projector in hall B shows everything in green")
    await olga.presses(f"similar:{number}")
    await olga.presses(f"similar_article:{number}:1")
    send = next(b for b in await olga.buttons() if b.startswith("canned_send:"))
    for press in ("kb_topics:1:1", "kb_for:1:team:0"):
        if press.startswith("kb_topics"):
            await vera.writes("/kb projector")
            await vera.presses("kb:1")
        await vera.presses(press)
    heard = len(await rita.received())
    await olga.presses(send)
    assert len(await rita.received()) == heard
    assert text_of("article-gone") in (await olga.answer())["text"]
