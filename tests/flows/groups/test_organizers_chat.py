"""The story of S0: one chat of organizers, where everybody used to tag one person."""

from datetime import UTC, datetime

import pytest

from tests.flows.group import BOT, GroupChat
from tests.flows.groups.test_one_desk import read_entries, read_tickets
from tests.flows.hours import it_is, sets
from tests.flows.phone import Phone, words
from tests.flows.stage import Stage
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Requests from groups")
FRIDAY_EVENING = datetime(2026, 11, 20, 19, tzinfo=UTC)


async def test_three_organizers_and_two_agents_in_one_chat(
    stage: Stage, group: GroupChat, olga: Phone, ivan: Phone, nina: Phone
) -> None:
    nick, mira = await stage.phone("Nick"), await stage.phone("Mira")
    await stage.telegram.do("privacy", on=False)
    asked = await group.write(nina, f"{BOT} The projector in hall A is dark")
    (receipt,) = await group.received()
    answered = await group.write(olga, "On my way", reply_to=asked)
    same = await group.write(nick, "Same here, in hall C", reply_to=receipt["message_id"])
    key = await group.write(mira, "The key is not at reception")
    await group.write(ivan, f"{BOT} It is with me, come to the desk", reply_to=key)
    album = await group.send(nina, f"{BOT} and this")
    await group.do("edit", nina, message_id=asked, text=f"{BOT} The projector in hall A is dark, and it hums")
    hello = await group.write(nick, f"{BOT} hello")
    thanks = await group.write(nina, "thanks!", reply_to=answered)
    door = await group.write(mira, "The door sticks too")
    coming = await group.write(ivan, "Coming to the door", reply_to=door)
    await group.write(olga, "/resolve", reply_to=asked)
    await group.write(nina, "yes, it works", reply_to=(await group.received())[-1]["message_id"])

    assert await read_tickets(stage) == [(1, "Nina", "closed"), (2, "Mira", "in_progress")]
    assert await read_entries(stage, 1) == [
        ("comment", "Nina", "The projector in hall A is dark, and it hums"),
        ("reply", "Olga", "On my way"),
        ("comment", "Nick", "Same here, in hall C"),
        ("comment", "Nina", "and this"),
        ("comment", "Nina", "thanks!"),
        ("comment", "Nina", "yes, it works"),
    ]
    assert await read_entries(stage, 2) == [
        ("comment", "Mira", "The key is not at reception"),
        ("reply", "Ivan", "It is with me, come to the desk"),
        ("comment", "Mira", "The door sticks too"),
        ("reply", "Ivan", "Coming to the door"),
    ]
    signs = [(await group.reactions(one))[0] for one in (answered, same, album[0], hello, thanks, door, coming)]
    assert signs == ["👍", "👀", "👀", "🤝", "❤", "👀", "👍"]
    filed = [text_of("group-receipt", number=n, there=1) for n in (1, 2)]
    assert await group.texts() == [*filed, text_of("group-resolved", number=1)], "each thing once"

    before = [len(await one.received()) for one in (olga, ivan)]
    await sets(stage, hours="mon-fri 9-18")
    await stage.pass_time(hours=3)
    late = [words(m) for one, n in zip((olga, ivan), before, strict=True) for m in (await one.received())[n:]]
    assert not [line for line in late if "#1" in line or "#2" in line], "what was answered there is not waiting"
    await it_is(stage, FRIDAY_EVENING)
    await group.write(nick, f"{BOT} The gate is locked")
    assert piece_of("group-receipt-closed", there=1) in (await group.texts())[-1]
    assert [await one.received() for one in (nina, nick, mira)] == [[], [], []], "nothing is tried in private"
