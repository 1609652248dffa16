"""Drafts of a model: asked for by a press, sent by a press, and nothing else happens whatever the model does."""

import json

import pytest

from db.database import Database
from db.models import Origin
from desk import Desk, Refused, approvals
from desk.people.person_rows import find_by_telegram
from sandbox.model_server import ModelServer
from tests.flows import cast
from tests.flows.accounts import id_of
from tests.flows.acts import answers, brings_articles, filed_and_taken, reads_audit
from tests.flows.assisting import KEY, given, helped, presses_draft
from tests.flows.phone import Phone, buttons
from tests.flows.scenes import since
from tests.flows.stage import Stage
from tests.flows.trainees import as_role, decides, drafts_of
from tests.sql import execute, fetch, scalar
from tests.texts import IN_BOTH, text_of

pytestmark = pytest.mark.sentence("3.3 Answering")

BOARD = False
_OLD = "1"
ASKED = "The heating in my room is cold since Monday, call me: +7 916 123-45-67, card 4111 1111 1111 1111"
BEGINS = (cast.rita, cast.olga)
ARTICLE = b"""---
language: en
title: Cold heating
keywords: heating, room, cold
state: published
---
Open the valve of the heating in your room to three, see https://help.example.org/heating for a picture.
"""


async def _asks(stage: Stage, asked: str = ASKED) -> tuple[int, int]:
    """Rita's request, which Olga has, of which she wants a draft; return its number and what Rita had received."""
    number = await filed_and_taken(stage.rita, stage.olga, asked)
    seen = len(await stage.rita.received())
    await stage.olga.writes(f"/draft {number}")
    return number, seen


@IN_BOTH
async def test_a_draft_is_read_and_sent_as_it_is(database: Database, language: str) -> None:
    async with helped(database, begins=BEGINS) as (stage, served), stage.speaking(language):
        number, seen = await _asks(stage)
        shown = await stage.olga.reads()
        assert text_of("draft-offered", language, number=number, name="Rita K.") in shown
        assert "Hello, Rita!" in shown
        assert await since(stage.rita, seen) == [], "nothing before a press"
        pressed, on = await presses_draft(stage.olga, "send")
        sent = await since(stage.rita, seen)
        assert len(sent) == 1
        assert "Hello, Rita!" in sent[0]
        await stage.olga.presses(pressed, on=on, force=True)
        assert len(await since(stage.rita, seen)) == 1, "pressed twice"
        assert await drafts_of(stage) == [("sent", None)]
        assert served.keys == [f"Bearer {KEY}"]
        assert await fetch(stage, "select why, sent > 0, received > 0 from assist_uses") == [(None, True, True)]
        assert text_of("audit-assist-draft", language, object=f"#{number}", new="")[:12] in await reads_audit(
            stage.vera
        )


async def test_what_leaves_is_masked_and_comes_back_whole(database: Database) -> None:
    async with helped(database, begins=BEGINS, accounts__stored=True) as (stage, served):
        await stage.rita.writes("/start")
        await stage.olga.writes("/replies")
        await stage.olga.presses("adnew:replies:own:")
        said = "heat The heating in your room, {name}: we look at the valve"
        await stage.olga.writes(said, reply_to=await stage.olga.last_id())
        await brings_articles(stage, {"heating.en.md": ARTICLE})
        await execute(
            stage, "insert into account_blocks (person_id, fields, source, fetched_at)"
            " values (:id, :fields, 'push', now())",
            id=await id_of(stage, "Rita"),
            fields=json.dumps([{"label": "Contract", "value": "KX-4411223"}, {"label": "Name", "value": "Rita Kern"}]),
        )  # fmt: skip
        links = "https://help.example.org/heating or https://evil.example"
        served.says = f"[NAME_1], call [DATA_1]? See {links}\nSOURCES: A1, R1, X9"
        number, _ = await _asks(stage)
        await stage.olga.writes(f"/note {number} She is difficult, code word swordfish")
        await stage.olga.writes(f"/draft {number}")
        left = served.asked[1].decode()
        for secret in ("916", "4111", "1111", "Rita", "Kern", "Olga", "4411223", "swordfish"):
            assert secret not in left, secret
        assert [one["id"] for one in given(served)["sources"]] == ["A1", "R1"]
        text = str([one.get("text") for one in await stage.olga.received()])
        assert "Rita, call +7 916 123-45-67? See https://help.example.org/heating or […]" in text
        assert text_of("draft-source", kind="article", name="Cold heating") in text
        assert text_of("draft-source", kind="canned", name="heat") in text


async def test_it_is_edited_discarded_and_not_sent_past_new_words(database: Database) -> None:
    async with helped(database, begins=(*BEGINS, cast.ivan)) as (stage, _):
        number, seen = await _asks(stage)
        await stage.rita.writes(
            "It is very cold at night too", reply_to=(await stage.rita.containing(f"#{number}"))["message_id"]
        )
        await presses_draft(stage.olga, "send", seen=_OLD)
        assert await since(stage.rita, seen) == []
        assert "It is very cold at night too" in str(await stage.olga.received())
        await presses_draft(stage.olga, "withdraw")
        assert await drafts_of(stage) == [("withdrawn", None)]
        await stage.olga.writes(f"/draft {number}")
        await presses_draft(stage.olga, "change")
        await stage.olga.writes("Good to hear!")
        assert (await since(stage.rita, seen))[-1].endswith("Good to hear!")
        assert await drafts_of(stage) == [("withdrawn", None), ("changed", None)]


async def test_words_of_the_team_are_shown_before(database: Database) -> None:
    async with helped(database, begins=BEGINS) as (stage, _):
        number, seen = await _asks(stage)
        old = await _find_send(stage.olga)
        on = (await stage.olga.message_with(old))["message_id"]
        await answers(stage.olga, number, "I was there")
        await stage.olga.presses(old, on=on, force=True)
        assert len(await since(stage.rita, seen)) == 1, "only what she wrote"
        await presses_draft(stage.olga, "send")
        assert len(await since(stage.rita, seen)) == 2


async def _find_send(agent: Phone) -> str:
    return next(one for message in reversed(await agent.received()) for one in buttons(message) if ":send:" in one)


FAULTS = {
    "slow": {"late": 30.0}, "busy": {"status": 429}, "away": {"status": 503}, "denied": {"status": 401},
    "wrong": {"body": b"<html>"}, "large": {"body": b"x" * 300_000}, "cut": {"ending": "length"},
    "empty": {"says": " "},
}  # fmt: skip


@pytest.mark.parametrize("why", FAULTS)
async def test_a_helper_in_trouble_changes_nothing_and_says_one_line(database: Database, why: str) -> None:
    async with helped(database, seconds=0.3, begins=BEGINS) as (stage, served):
        for name, value in FAULTS[why].items():
            setattr(served, name, value)
        number, seen = await _asks(stage)
        assert await stage.olga.reads() == text_of("draft-none", number=number, why=why)
        assert await since(stage.rita, seen) == []
        assert await scalar(stage, "select count(*) from entries where kind = 'draft'") == 0
        assert await fetch(stage, "select why, ended_at is not null from assist_uses") == [(why, True)]
        assert await scalar(stage, "select count(*) from jobs where box = 'to_assist' and state <> 'done'") == 0
        _heal(served)
        await stage.olga.writes(f"/draft {number}")
        assert "Hello, Rita!" in await stage.olga.reads()


def _heal(served: ModelServer) -> None:
    served.late, served.status, served.body, served.ending, served.says = 0, 200, None, "stop", None


async def test_a_server_that_streams_all_the_same(database: Database) -> None:
    async with helped(database, begins=BEGINS) as (stage, served):
        served.streams = True
        number, _ = await _asks(stage)
        assert await stage.olga.reads() == text_of("draft-none", number=number, why="wrong")


async def test_a_trainees_draft_waits_for_approval(database: Database) -> None:
    async with helped(database, begins=BEGINS) as (stage, _):
        await as_role(stage, stage.olga, "trainee")
        _, seen = await _asks(stage)
        await presses_draft(stage.olga, "send")
        assert await drafts_of(stage) == [("waiting", None)]
        assert await since(stage.rita, seen) == []
        await decides(stage.vera, "send")
        assert len(await since(stage.rita, seen)) == 1
        assert await drafts_of(stage) == [("sent", None)]


async def test_nobody_else_sends_it(database: Database) -> None:
    async with helped(database, begins=(*BEGINS, cast.ivan)) as (stage, _):
        _, seen = await _asks(stage)
        pressed = await _find_send(stage.olga)
        for phone in (stage.people["Ivan"], stage.vera, stage.rita):
            await phone.presses(pressed, on=await phone.last_id(), force=True)
            async with stage.database.reading() as session:
                person = await find_by_telegram(session, phone.id)
                desk = Desk(session, Origin.TELEGRAM, person, now=stage.clock(), rules=stage.settings)
                with pytest.raises(Refused):
                    await approvals.send_approved(desk, 1)
        assert await since(stage.rita, seen) == []
        await stage.pass_time(days=3)
        assert [one for one in await since(stage.rita, seen) if "Hello" in one] == []
        assert await drafts_of(stage) == [("offered", None)]


async def test_limits_and_what_forbids_it(database: Database) -> None:
    async with helped(database, begins=BEGINS, assist__per_day=3) as (stage, served):
        number, _ = await _asks(stage)
        await execute(stage, "insert into organizations (name, folded, created_at, updated_at, no_assist) "
                      "values ('Romashka', 'romashka', now(), now(), true)")  # fmt: skip
        await execute(stage, "update tickets set organization_id = (select id from organizations)")
        await stage.olga.writes(f"/draft {number}")
        assert await stage.olga.reads() == text_of("draft-forbidden")
        await execute(stage, "update organizations set no_assist = false")
        await stage.vera.writes("/settings consent 1")
        await stage.olga.writes(f"/draft {number}")
        assert await stage.olga.reads() == text_of("draft-consent")
        await execute(stage, "update people set consent_version = 1")
        for _ in range(2):
            await stage.olga.writes(f"/draft {number}")
        assert len(served.asked) == 3
        await stage.olga.writes(f"/draft {number}")
        assert text_of("draft-used-up", used=3, most=3, tokens=0, limit=0)[:30] in await stage.olga.reads()
        await stage.pass_time(days=1, minutes=1)
        await stage.olga.writes(f"/draft {number}")
        assert len(served.asked) == 4
        await stage.rita.writes("/privacy")
        assert "A language model" in await stage.rita.reads()


async def test_where_there_is_none_it_says_so_and_shows_nothing(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await filed_and_taken(rita, olga, "The heating is cold")
    await olga.writes(f"/open {number}")
    shown = str(await olga.received())
    assert "draft:" not in shown
    await rita.writes("/privacy")
    assert "model" not in await rita.reads()


@IN_BOTH
async def test_a_summary_is_a_note_that_its_asker_reads(database: Database, language: str) -> None:
    async with helped(database, begins=(*BEGINS, cast.ivan)) as (stage, served), stage.speaking(language):
        number = await filed_and_taken(stage.rita, stage.olga, ASKED)
        served.says = "[NAME_1] has a cold heating, call [DATA_1]. See https://evil.example"
        seen, told = len(await stage.rita.received()), len(await stage.olga.received())
        await stage.people["Ivan"].writes(f"/sumup {number}")
        said = await stage.people["Ivan"].reads()
        assert "Rita has a cold heating, call +7 916 123-45-67. See […]" in said
        assert text_of("content-summary", language) in said
        assert await since(stage.rita, seen) == []
        assert not [one for one in await since(stage.olga, told) if "cold heating" in one], "nobody else is told"
        assert await fetch(stage, "select kind from entries where body like '%cold heating%'") == [("note",)]
        assert given(served)["sources"] == []
        served.status = 429
        await stage.people["Ivan"].writes(f"/sumup {number}")
        assert await stage.people["Ivan"].reads() == text_of("draft-none", language, number=number, why="busy")
