"""Articles: written by replies, published by admins, found by misspelt words, drafted from tickets, as files."""

from __future__ import annotations

import pytest

from tests.flows.acts import answers, dismissed, filed_and_taken, files
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.sql import scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Knowledge")

BOARD = False
HOSTILE = "<b>Печать</b> \u202e"


async def _begun(phone: Phone, title: str, body: str) -> int:
    """A new article by replies to the bot's two questions; its id."""
    await phone.writes("/kb new")
    await phone.writes(title, reply_to=await phone.last_id())
    await phone.writes(body, reply_to=await phone.last_id())
    found = await row(phone.stage, "select max(id) from articles")
    return int(found[0])


async def _asked(phone: Phone, press: str) -> int:
    """The question that a press brings; its message."""
    await phone.presses(press)
    return int(await phone.last_id())


async def test_an_agent_writes_by_replies_an_admin_publishes_and_requesters_find(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    vera = stage.vera
    anna = await stage.phone("Анна", language="ru")
    await rita.writes("/kb printer")
    assert await rita.reads() == text_of("kb-none-here")
    await olga.writes("/kb")
    assert "/kb new" in await olga.reads()

    await olga.writes("/kb new")
    title = await olga.writes("The printer is silent", reply_to=await olga.last_id())
    asked = await olga.last_id()
    assert "in English" in await olga.reads()
    await olga.writes("Look **here", reply_to=asked)
    assert (await olga.reads()).startswith("Line 1: “**” is opened")
    bold = [{"type": "bold", "offset": 0, "length": 5}]
    body = await olga.writes("Check the cartridge.\nThen the paper.", reply_to=asked, entities=bold)
    page = await olga.last()
    assert "Draft" in words(page)
    assert "Check the cartridge.\nThen the paper." in words(page)
    assert len(buttons(page)) <= 8
    assert "kb_propose:1" in buttons(page)
    assert not [data for data in buttons(page) if data.startswith("kb_publish")]
    await olga.presses("kb_propose:1")
    await olga.presses("kb_propose:1")
    told = [said for said in await vera.texts() if "proposes an article" in said]
    assert told == ["Olga proposes an article: “The printer is silent”."]

    await stage.telegram.do("edit", person=olga.id, message_id=body, text="Check the cartridge and the paper.")
    await stage.settle()
    await stage.telegram.do("edit", person=olga.id, message_id=title, text="The printer does not print")
    await stage.settle()
    assert "The printer does not print\n\nCheck the cartridge and the paper." in await olga.reads()
    ask = await _asked(olga, "kb_ask:1:keywords:en")
    await olga.writes("toner, ink", reply_to=ask)
    await rita.writes("/kb printer")
    assert "not print" not in await rita.reads()  # a draft is nobody's but the team's

    await vera.presses("kb:1")
    await vera.presses("kb_publish:1:5")
    assert await vera.reads() == "“The printer does not print” is published."
    await _found_by_requesters(rita, anna)
    await _in_the_other_language(stage, olga, anna)
    await vera.presses("kb_retire:1")
    await rita.writes("/kb printer")
    assert not [one for one in await rita.received() if "kb:1" in buttons(one)][2:]
    actions = await scalar(stage, "select array_agg(action order by id) from audit where object like 'article:%'")
    assert actions == ["article-published", "article-published", "article-retired"]


async def _found_by_requesters(rita: Phone, anna: Phone) -> None:
    """Misspelt, by a keyword, in another language than theirs."""
    await rita.writes("/kb pritner")
    found = await rita.last()
    assert words(found) == ("Found for “printer”:\n\nThe printer does not print\nCheck the cartridge and the paper.")
    await rita.presses("kb:1")
    read = await rita.last()
    assert words(read) == "The printer does not print\n\nCheck the cartridge and the paper."
    assert buttons(read) == []
    await rita.writes("/kb xylophone")
    assert await rita.reads() == text_of("kb-nothing", words="xylophone")
    await anna.writes("/kb toner")
    assert "на английском" in await anna.reads()
    await anna.presses("kb:1")
    assert (await anna.reads()).endswith("Эта статья есть только на английском.")


async def _in_the_other_language(stage: Stage, olga: Phone, anna: Phone) -> None:
    """Olga writes it in Russian too, in more than one message holds; it waits for Vera."""
    vera = stage.vera
    ask = await _asked(olga, "kb_ask:1:title:ru")
    await olga.writes(HOSTILE, reply_to=ask)
    await olga.writes("картридж 🖨 " * 340, reply_to=(await olga.containing("the text in Russian"))["message_id"])
    assert "an admin publishes this" in "".join(await olga.texts())
    await anna.presses("kb:1")
    assert (await anna.reads()).startswith("The printer does not print")
    await vera.presses("kb:1")
    assert await scalar(stage, "select count(*) from article_texts where not current") >= 1
    revision = await scalar(stage, "select revision from articles")
    await vera.presses(f"kb_publish:1:{revision}")
    await anna.presses("kb:1")
    parts = [said for said in await anna.texts() if "картридж" in said]
    assert parts[0].startswith("<b>Печать</b>")
    assert sum(part.count("картридж") for part in parts) == 340


async def test_two_at_one_article_a_former_agent_and_what_is_taken_back(stage: Stage, olga: Phone, ivan: Phone) -> None:
    vera = stage.vera
    key = await _begun(vera, "Wireless", "The key is on the wall.")
    shown = await scalar(stage, "select revision from articles")
    ask = await _asked(vera, f"kb_ask:{key}:text:en")
    await olga.writes("/kb wireless")
    await olga.presses(f"kb:{key}")
    theirs = await _asked(olga, f"kb_ask:{key}:text:en")
    await olga.writes("The key is on the door.", reply_to=theirs)
    await vera.presses(f"kb_publish:{key}:{shown}")
    assert (await vera.answer())["text"].startswith(piece_of("article-changed-since"))
    await vera.writes("The key is on the ceiling.", reply_to=ask)
    said = await vera.reads()
    assert said.startswith(text_of("article-changed-meanwhile", name="Olga", version=3))
    assert "ceiling" in said

    await ivan.writes("/kb new")
    left = await ivan.last_id()
    title = await ivan.writes("Half a thought", reply_to=left)
    asked = await ivan.last_id()
    said_id = await ivan.writes("Ten words about it.", reply_to=asked)
    await ivan.writes("/delete", reply_to=said_id)
    assert await ivan.reads() == text_of("article-delete-done", title="Half a thought")
    assert await scalar(stage, "select count(*) from article_texts where body like 'Ten%'") == 0
    await ivan.writes("Eleven words about it.", reply_to=asked)
    await dismissed(stage, ivan)
    await ivan.writes("What a former agent writes", reply_to=asked)
    assert await scalar(stage, "select count(*) from article_texts where body like 'What a%'") == 0
    await stage.telegram.do("edit", person=ivan.id, message_id=title, text="Another thought")
    await stage.settle()
    assert await scalar(stage, "select count(*) from article_texts where title like 'Another%'") == 0
    await olga.writes("/kb half a thought")
    other = await scalar(stage, "select max(id) from articles")
    await olga.presses(f"kb:{other}")
    await olga.presses(f"kb_retire:{other}")
    assert await scalar(stage, "select state from articles where id = :n", n=other) == "old"
    again = await _begun(olga, "Gone at once", "Nothing")
    told = next(m["message_id"] for m in await olga.chat() if m.get("text") == "Gone at once")
    await olga.writes("/delete", reply_to=told)
    assert await scalar(stage, "select count(*) from articles where id = :n", n=again) == 0


async def test_a_solved_ticket_becomes_a_draft_without_numbers_and_names(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    vera = stage.vera
    number = await filed_and_taken(rita, olga, "Rita here, card 4276 1234 5678 9010 does not open the door")
    await answers(olga, number, "Hold it to the reader, says Olga; else call +7 999 123-45-67")
    await olga.writes(f"/resolve {number}")
    await olga.writes(f"/kb from {number + 1}")
    assert await olga.reads() == f"There is no #{number + 1} here."
    await olga.writes(f"/kb from {number}")
    page = await olga.reads()
    assert f"A draft from #{number}." in page
    assert "card … does not open the door" in page
    assert "Hold it to the reader, says …; else call …" in page
    assert not [one for one in ("Rita", "4276", "999") if one in page]
    await olga.writes(f"/kb from {number}")
    assert await olga.reads() == text_of("article-drafted-before", number=number)
    open_one = await files(rita, "The lamp flickers")
    await vera.writes(f"/kb from {open_one}")
    assert await vera.reads() == text_of("article-not-solved", number=open_one)
    await rita.writes(f"/kb from {number}")
    assert await scalar(stage, "select count(*) from articles") == 1

    revision = await scalar(stage, "select revision from articles")
    await vera.writes("/kb door")
    await vera.presses("kb:1")
    await vera.presses(f"kb_publish:1:{revision}")
    solved = await filed_and_taken(rita, olga, "The projector is dark")
    await answers(olga, solved, "Take off the lid")
    await olga.writes(f"/resolve {solved}")
    await olga.writes(f"/ticket {solved}")
    await olga.presses(f"more:open:{solved}:2")
    await olga.presses(f"kb_from:{solved}")
    assert f"A draft from #{solved}." in await olga.reads()


async def test_articles_as_files_are_the_operators(stage: Stage, olga: Phone) -> None:
    for word in ("import", "export", "импорт"):
        await olga.writes(f"/kb {word}")
        assert await olga.reads() == text_of("kb-by-file")
