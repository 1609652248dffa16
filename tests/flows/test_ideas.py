"""Ideas: suggested by requesters and the team, votes, and a word back."""

import pytest

from tests.flows.acts import reads_audit
from tests.flows.phone import Phone, words
from tests.flows.stage import Stage
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Ideas")

BOARD = False
LIGHTS = "Please put lights into the yard behind the school"


async def _is_on(stage: Stage) -> Phone:
    vera = stage.vera
    await vera.writes("/settings ideas on")
    return vera


async def _asked(vera: Phone, idea: int, what: str, reply: str) -> None:
    """Vera opens the idea, is asked, and replies."""
    await vera.writes(f"/ideas {idea}")
    await vera.presses(f"adask:ideas:{idea}:title" if what == "title" else f"addo:ideas:{idea}:{what}")
    await vera.writes(reply, reply_to=await vera.last_id())


async def test_a_suggestion_is_decided_with_a_word_back(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = await _is_on(stage)
    await rita.writes(f"/idea {LIGHTS}")
    assert await rita.reads() == text_of("idea-thanks")
    assert await vera.reads() == text_of("idea-new", id=1, name="Rita K.", idea=LIGHTS)
    assert piece_of("idea-new") not in await olga.reads()
    await olga.writes("/ideas 1")
    assert await olga.buttons() == ["addo:ideas:1:vote", "ad:ideas::1"]
    await olga.presses("addo:ideas:1:vote")
    assert text_of("idea-state", id=1, status="new", n=2, team=1) in await olga.reads()
    await vera.writes("/ideas 1")
    await vera.presses("addo:ideas:1:planned")
    asked = await vera.last()
    assert text_of("admin-ask-words", act=text_of("btn-do-ideas-planned"), row=LIGHTS) in words(asked)
    assert text_of("idea-reach", n=2) in words(asked)
    await vera.writes("In spring, before Easter", reply_to=asked["message_id"])
    assert text_of("idea-answer", answer="In spring, before Easter") in await vera.reads()
    told = text_of("idea-told-word", status="planned", idea=LIGHTS, answer="In spring, before Easter")
    assert (await rita.reads(), await olga.reads()) == (told, told)
    await rita.presses("ideavote:1:0:1", on=(await rita.message_with("ideavote:1:0:1"))["message_id"])
    assert words(await rita.message_with("ideavote:1:1:1")) == text_of("idea-taken-back")
    await vera.presses("addo:ideas:1:done")
    await vera.presses("addo:ideas:1:done")
    assert await olga.reads() == text_of("idea-told", status="done", idea=LIGHTS)
    assert await rita.reads() == told
    await vera.writes("/ideas done")
    assert text_of("idea-state", id=1, status="done", n=1, team=1) in await vera.reads()
    await vera.writes("/ideas")
    await vera.presses("ad:ideas:done:1")
    assert f"{LIGHTS} · {text_of('page-idea-state', status='done')}" in await vera.reads()
    audited = await reads_audit(vera, "idea")
    assert text_of("audit-idea-status", old="planned", new="done") in audited


async def test_requesters_vote_for_what_the_team_shows(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = await _is_on(stage)
    sam = await stage.phone("Sam")
    await rita.writes(f"/idea {LIGHTS}")
    await sam.writes("/idea")
    assert text_of("ideas-shown-none") in await sam.reads()
    await sam.presses("ideavote:1:1:1", on=await sam.last_id(), force=True)
    await vera.writes("/ideas 1")
    await vera.presses("addo:ideas:1:show")
    assert (await vera.answer())["text"] == text_of("idea-title-empty")
    await _asked(vera, 1, "title", "Lights in the yard")
    await vera.presses("addo:ideas:1:show")
    await sam.writes("/help")
    assert await sam.reads() == text_of("idea-help")
    await sam.presses("ideashown:1")
    shown = await sam.last()
    assert text_of("idea-shown-line", idea="Lights in the yard", status="new", n=1, mine=0) in words(shown)
    assert LIGHTS not in words(shown)
    await sam.presses("ideavote:1:1:1", on=shown["message_id"])
    assert text_of("idea-shown-line", idea="Lights in the yard", status="new", n=2, mine=1) in await sam.reads()
    await sam.presses("ideavote:1:1:1", on=shown["message_id"], force=True)
    assert text_of("idea-shown-line", idea="Lights in the yard", status="new", n=2, mine=1) in await sam.reads()
    await _asked(vera, 1, "declined", "No money")
    assert await sam.reads() == text_of(
        "idea-told-word", status="declined", idea="Lights in the yard", answer="No money"
    )
    await vera.writes("/ideas 1")
    await vera.presses("addo:ideas:1:hide")
    assert text_of("idea-hidden") in await vera.reads()
    await vera.writes("/settings ideas off")
    await sam.presses("ideavote:1:0:1", on=shown["message_id"])
    assert (await sam.answer())["text"] == text_of("ideas-off")


async def test_what_cannot_be_stored_is_said(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = await _is_on(stage)
    await rita.writes("/idea " + "x" * 1001)
    assert await rita.reads() == text_of("idea-too-long", n=1001, most=1000)
    for thing in ["lamps", "chairs", "tables", "music", "flowers", "water", "bikes", "books", "paint", "doors"]:
        await rita.writes(f"/idea more {thing}")
    await rita.writes("/idea one more")
    assert await rita.reads() == text_of("idea-too-many", n=10)
    await rita.writes("/language ru")
    await rita.writes("/idea \u200b")
    assert await rita.reads() == text_of("idea-empty", "ru")
    await rita.writes("/ideas")
    assert await rita.reads() == text_of("only-team", "ru", command="ideas")
    await vera.writes("/ideas lamps")
    assert "more lamps" in await vera.reads()
    await olga.writes("/ideas")
    await olga.presses("ad:ideas::2")
    assert "ad:ideas::1" in await olga.buttons()
