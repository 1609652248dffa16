"""Topics from a CSV file: looked at first, taken as a whole, the same twice changes nothing; written in that form."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest

from desk.files import store
from tests.flows.acts import reads_audit
from tests.flows.phone import Phone
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.sql import scalar
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("3.4 Commands")

BOARD = False
FILE = 'group,topic,priority,keywords\nOffice,Printer,2,"printer, toner"\nOffice,<b>Projector</b>,,\n,Parking,,\n'


async def _sent(phone: Phone, content: str, reply_to: int) -> str:
    file = {"kind": "document", "name": "t.csv", "data_base64": base64.b64encode(content.encode()).decode()}
    await phone.stage.telegram.do("message", person=phone.id, files=[file], reply_to=reply_to)
    await phone.stage.settle()
    return await phone.reads()


async def _asked(phone: Phone) -> int:
    await phone.writes("/categories import")
    return int(await phone.last_id())


async def _press(phone: Phone) -> str:
    return next(one for one in await phone.buttons() if one.startswith("treefile:"))


async def _count(stage: Stage) -> int:
    return int(await scalar(stage, "select count(*) from categories where removed_at is null"))


async def test_a_list_is_looked_at_then_taken_as_a_whole(stage: Stage, olga: Phone) -> None:
    vera = stage.vera
    for phone in (olga, vera):
        await phone.writes("/categories import")
    assert await olga.reads() == text_of("not-granted")
    assert text_of("topics-file-how", columns="group, topic, priority, keywords, example") == await vera.reads()
    asked = await vera.last_id()
    seen = await _sent(vera, FILE, asked)
    assert await _count(stage) == 0, "looking changes nothing"
    for said in ("New: 4", "Office, Printer, <b>Projector</b>, Parking", "Changed: 0", "Kept as they are: 0"):
        assert said in seen
    press, shown = await _press(vera), await vera.last_id()
    for _ in range(2):  # a finger may press twice
        await vera.presses(press, on=shown, force=True)
    assert await vera.reads() == text_of("topics-file-done", new=4, changed=0, kept=0)
    await vera.writes("/categories")
    assert "Office · group\nParking" in await vera.reads()
    assert await _sent(vera, FILE, asked) == text_of("topics-file-same", kept=4)
    changed = await _sent(vera, "group,topic,topic (русский)\nOffice,Parking,Парковка\n", asked)
    assert "Changed: 1 Parking" in changed.replace("</b>", "")
    await vera.presses(await _press(vera))
    audited = await reads_audit(vera, "topics")
    assert "+0 ~1" in audited
    assert (await row(stage, "select first_priority, keywords from categories where id = 2")) == (
        2,
        ["printer", "toner"],
    )


async def test_all_mistakes_come_at_once_and_nothing_is_taken(stage: Stage) -> None:
    vera = stage.vera
    asked = await _asked(vera)
    seen = await _sent(vera, f"topic,priority\nGood,1\n{'x' * 61},\nDoor,9\n", asked)
    assert piece_of("topics-file-wrong", n=2, more=0) in seen
    for line, why in ((3, "category-name-long"), (4, "topics-file-priority")):
        assert text_of("topics-file-line", line=line, why=text_of(why)) in seen
    assert await vera.buttons() == []
    assert await _count(stage) == 0
    seen = await _sent(vera, "name\nx\n", asked)
    assert piece_of("topics-file-columns") in seen and "тема" in seen
    many = "topic,priority\n" + "".join(f"Topic {n},9\n" for n in range(900))
    assert "And 880 more" in await _sent(vera, many, asked)


async def test_a_file_that_no_longer_fits_or_is_gone_is_refused(stage: Stage, olga: Phone) -> None:
    vera = stage.vera
    await _sent(vera, FILE, await _asked(vera))
    press, shown = await _press(vera), await vera.last_id()
    await vera.writes("/categories add Office")  # no group now
    await vera.presses(press, on=shown, force=True)
    assert (await vera.answer())["text"] == text_of("topics-file-refused", n=2, line=2)
    assert await _count(stage) == 1
    await vera.presses(f"{press.rpartition(':')[0]}:{'0' * 16}", on=shown, force=True)
    assert (await vera.answer())["text"] == text_of("press-outdated")
    async with stage.database.unit_of_work() as session:
        await store.prune_blobs(
            session, now=stage.clock() + timedelta(days=2), kept=timedelta(0), board=False, requesters=False
        )
    await vera.presses(press, on=shown, force=True)
    assert (await vera.answer())["text"] == text_of("import-file-gone")
    await olga.presses(press, on=shown, force=True)
    assert await _count(stage) == 1


async def test_an_exported_tree_changes_nothing_and_moves_to_another_desk(stage: Stage) -> None:
    vera = stage.vera
    asked = await _asked(vera)
    await _sent(vera, 'group,topic,keywords,example\n=1+1,\'=2,"a, b",=cmd\nОфис,Принтер,,Он пуст\n', asked)
    await vera.presses(await _press(vera))
    await vera.writes("/categories export")
    content = (await scalar(stage, "select content from report_results where kind = 'topics'")).decode("utf-8-sig")
    assert content.startswith("group (English),group (Русский),topic (English),topic (Русский),priority,keywords")
    assert "\n=1+1" not in content
    assert await _sent(vera, content, await _asked(vera)) == text_of("topics-file-same", kept=4)
