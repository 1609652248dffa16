"""What the staff group, and admins about it, read in Russian; when, is said by the other tests of the group."""

from datetime import timedelta
from typing import Any

import pytest

from db.database import Database
from tests.flows.hours import sets
from tests.flows.phone import words
from tests.flows.stage import VERA, staged
from tests.flows.test_group_topics import RIGHTS, Forum, Slowly, _open_forum
from tests.flows.test_staff_group import GROUP, Group
from tests.flows.test_staff_group_answers import _card
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("3.3 Answering")

_RULES: dict[str, Any] = {"staff_chat_id": GROUP, "locale": "ru", "requests__intake_quiet": timedelta()}


async def test_lines_about_an_answer(database: Database) -> None:
    async with staged(database, board=False, **_RULES) as stage:
        await stage.telegram.do("privacy", on=False)
        await stage.telegram.do("group", person=VERA, title="Команда")
        await stage.settle()
        group, mira = Group(stage), await stage.phone("Мира", language="ru")
        olga, ivan = await stage.agent("Olga"), await stage.agent("Ivan")
        await mira.writes("/new Нет бумаги")
        card = await _card(group)
        note = await group.write(olga, "// она новенькая", reply_to=card)
        await group.do("edit", olga, message_id=note, text="Бумага в шкафу")
        assert (await group.texts())[-1] == text_of("edit-stays-inside", "ru")
        said = await group.write(olga, "Бумага в шкафу", reply_to=card)
        await group.write(ivan, "/delete", reply_to=said)
        assert (await group.texts())[-1] == text_of("delete-not-yours", "ru")
        await group.write(olga, "/priority 1", reply_to=card)
        assert (await group.texts())[-1] == text_of("done-priority", "ru", number=1, priority=1)
        await group.write(olga, "/resolv завтра", reply_to=card)
        assert (await group.texts())[-1] == text_of("command-mistyped", "ru", typed="/resolv", near="resolve")
        await stage.telegram.do("block", person=mira.id)
        await stage.settle()
        await group.write(olga, "В левом", reply_to=card)
        assert (await group.texts())[-1] == text_of("answer-blocked", "ru", number=1, name="Мира")
        await stage.telegram.do("unblock", person=mira.id)
        await sets(stage, group_tickets="new, changed")
        await mira.writes("/ticket 1")
        await mira.presses("subject:1")
        await mira.writes("Нет мыла")
        assert (await group.texts())[-1] == text_of("group-edited", "ru", number=1, subject="Нет мыла")


async def test_lines_about_the_group(database: Database) -> None:
    async with staged(database, board=False, **_RULES) as stage:
        vera = stage.people["Vera"]
        await vera.writes("/language ru")
        await stage.telegram.do("group", person=VERA, title="Команда")
        await stage.settle()
        group, mira = Group(stage), await stage.phone("Мира", language="ru")
        await mira.writes("/new Нет бумаги")
        await group.press(vera, "open:1")
        assert (await vera.answers())[-1]["text"] == text_of("group-opened", "ru", number=1)
        for method in ("send*", "edit*"):
            shut = {"method": method, "chat_id": GROUP, "status": 400, "times": None}
            await stage.telegram.do("fault", **shut, description="Bad Request: CHAT_WRITE_FORBIDDEN")
        await mira.writes("/new Нет мыла")
        assert [one for one in await vera.texts() if piece_of("group-lost", "ru") in one]
        await stage.telegram.do("fault/clear")
        await stage.pass_time(minutes=6)
        assert text_of("group-again", "ru") in await group.texts()


@pytest.mark.parametrize(("verb", "why"), [("group/admin", "rights"), ("group/forum", "forum")])
async def test_lines_about_topics(database: Database, verb: str, why: str) -> None:
    async with staged(database, board=False, **_RULES) as stage:
        vera, forum = stage.people["Vera"], Forum(stage)
        await vera.writes("/language ru")
        await _open_forum(stage, [], on=False)
        await forum.do("group/admin", rights=RIGHTS)
        assert text_of("group-topics-offer", "ru", rights="given") in await vera.texts()
        await sets(stage, group_tickets="new, topics")
        mira = await stage.phone("Мира", language="ru")
        await mira.writes("/new Нет бумаги")
        for n in range(20):
            await mira.writes(f"В комнате {n}", quietly=True)
            await Slowly(stage).hear()
            stage.clock.on(seconds=5)
        await stage.settle()
        assert (await forum.texts()).count(text_of("group-behind", "ru")) == 1
        await stage.pass_time(minutes=2)
        await forum.do(verb, **({"rights": []} if why == "rights" else {"undo": True}))
        await mira.writes("/new Нет мыла")
        assert text_of("group-topics-off", "ru", why=why) in await vera.texts()
        assert "Нет мыла" in words((await forum.said())[-1])
