"""People who are not meant in a group, and words that are not meant: nothing is made of them, nothing is lost."""

import json
from datetime import timedelta
from typing import Any

import pytest

from db.database import Database
from tests.flows.acts import new_messages
from tests.flows.group import BOT, GroupChat, count_stored, make_group
from tests.flows.groups.test_one_desk import read_entries, read_tickets
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage, staged
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Requests from groups")


@pytest.mark.parametrize("said", [{"new_chat_members": [{"id": 5, "is_bot": False, "first_name": "Nick"}]},
                                  {"text": "/start@other_bot"}, {"text": BOT}, {"text": f"{BOT} hello"}])  # fmt: skip
async def test_a_call_under_what_says_nothing_files_nothing(
    stage: Stage, group: GroupChat, nina: Phone, said: dict[str, object]
) -> None:
    await stage.telegram.do("privacy", on=False)
    chat, mark = {"id": group.id, "type": "supergroup"}, [{"type": "mention", "offset": 0, "length": len(BOT)}]
    named = {"entities": mark} if str(said.get("text")).startswith(BOT) else {}
    above = {"message_id": 500, "date": 1, "chat": chat, "from": {"id": 5, "is_bot": False, "first_name": "Nick"}}
    raw = {"message_id": 9000, "date": 2, "chat": chat, "from": {"id": nina.id, "is_bot": False, "first_name": "Nina"}}
    raw |= {"text": BOT, "entities": mark, "reply_to_message": {**above, **said, **named}}
    await stage.telegram.do("update", raw_text=json.dumps({"message": raw})[1:-1])
    await stage.settle()
    assert await read_tickets(stage) == []
    assert await group.texts() == [text_of("group-empty", bot=BOT[1:])]


async def test_short_sentences_of_others_begin_nothing(
    stage: Stage, group: GroupChat, olga: Phone, nina: Phone
) -> None:
    nick = await stage.phone("Nick")
    await group.write(nina, f"{BOT} The projector is dark")
    (receipt,) = await group.received()
    await olga.presses("claim:1")
    await olga.presses("resolve:1")
    for said in ("thanks", "it works", "never mind"):
        got = await group.write(nick, said, reply_to=receipt["message_id"])
        assert await group.reactions(got) == ["❤"], said
    assert await read_tickets(stage) == [(1, "Nina", "resolved")]


async def test_thanks_of_others_begin_nothing_where_the_ticket_is_no_more_of_the_group(
    stage: Stage, group: GroupChat, olga: Phone, nina: Phone
) -> None:
    nick = await stage.phone("Nick")
    await nina.writes("/start")
    await group.write(nina, f"{BOT} The projector is dark")
    (receipt,) = await group.received()
    await stage.pass_time(minutes=10)
    await nina.writes("/new The lamp in my flat is dark")
    await stage.pass_time(minutes=2)
    await olga.writes("/merge 1 2")
    got = await group.write(nick, "thanks", reply_to=receipt["message_id"])
    assert await group.reactions(got) == ["❤"]
    works = await group.write(nick, "it works in hall C", reply_to=receipt["message_id"])
    assert await group.reactions(works) == ["👀"]
    assert len(await read_tickets(stage)) == 2
    assert [(author, body) for _, author, body in await read_entries(stage, 2)][-1] == ("Nick", "it works in hall C")


async def test_who_calls_the_bot_under_many_messages_notifies_nobody(database: Database) -> None:
    rules: dict[str, Any] = {"requests__intake_quiet": timedelta(), "limits__max_new_per_hour": 1}
    async with staged(database, board=False, **rules) as stage:
        group, nina, olga = await make_group(stage), await stage.phone("Nina"), await stage.agent("Olga")
        await stage.telegram.do("privacy", on=False)
        called = []
        for n in range(6):
            said = await group.write(await stage.phone(f"Nick{n}"), f"The lamp in hall {n} is dark")
            before = await olga.received()
            await group.write(nina, BOT, reply_to=said)
            rang = [one for one in await new_messages(olga, before) if f"claim:{n + 1}" in buttons(one)]
            called.append((len(rang), await group.reactions(said)))
        assert called == [(1, []), (1, []), (1, []), (1, []), (0, ["👀"]), (0, ["👀"])], "four times as in private"
        assert len(await group.received()) == 4
        assert "Nina started many requests" in words(await stage.people["Vera"].last())


async def test_a_question_to_a_colleague_is_no_note_there(
    stage: Stage, group: GroupChat, olga: Phone, nina: Phone
) -> None:
    await stage.telegram.do("privacy", on=False)
    asked = await group.write(nina, f"{BOT} The projector is dark")
    await group.write(olga, "/ask Vera does she always break it?", reply_to=asked)
    assert await count_stored(stage, "always break") == 0
    assert words(await olga.last()) == text_of("group-note-public")


async def test_the_team_hears_that_an_author_is_blocked(
    stage: Stage, group: GroupChat, olga: Phone, nina: Phone
) -> None:
    await stage.telegram.do("privacy", on=False)
    await group.write(nina, f"{BOT} The projector is dark")
    await stage.people["Vera"].writes("/settings consent 1")
    await stage.pass_time(minutes=10)
    waits = await group.write(nina, f"{BOT} The lamp is dark")
    await olga.writes("/block 1")
    await stage.pass_time(minutes=10)
    hers = await group.write(nina, "Where is the stage?")
    await group.write(olga, f"{BOT} Behind hall B", reply_to=hers)
    assert words(await olga.last()) == text_of("forward-blocked", name="Nina")
    await group.write(olga, "/ticket", reply_to=waits)
    assert "The lamp is dark" not in str(await olga.texts()), "her draft, too, waits until she is unblocked"
    assert len([one for one in await olga.texts() if one == text_of("forward-blocked", name="Nina")]) == 2
