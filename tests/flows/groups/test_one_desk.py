"""A group of requesters is the same desk: what replies to something of a ticket there belongs to it, whoever wrote."""

import json

import pytest

from tests.flows.group import BOT, GroupChat, count_stored
from tests.flows.phone import Phone, words
from tests.flows.scenes import row
from tests.flows.stage import VERA, Stage
from tests.flows.trainees import as_role, drafts_of
from tests.sql import fetch
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Requests from groups")


async def read_tickets(stage: Stage) -> list[tuple[int, str, str]]:
    """Return number, requester and status of all tickets."""
    query = "select t.number, p.name, t.status from tickets t join people p on p.id = t.requester_id order by t.number"
    return [tuple(row) for row in await fetch(stage, query)]


async def read_entries(stage: Stage, number: int) -> list[tuple[str, str, str]]:
    """Return kind, author and words of what people said in a ticket."""
    query = """select e.kind, e.author_name, e.body from entries e join tickets t on t.id = e.ticket_id
      where t.number = :number and e.kind <> 'remark' order by e.id"""
    return [tuple(row) for row in await fetch(stage, query, number=number)]


async def test_what_a_trainee_writes_there_is_read_at_once_and_those_who_approve_hear_of_it(
    stage: Stage, group: GroupChat, olga: Phone, nina: Phone
) -> None:
    await stage.telegram.do("privacy", on=False)
    asked = await group.write(nina, f"{BOT} The projector is dark")
    await as_role(stage, olga, "trainee")
    answered = await group.write(olga, "Press the red button", reply_to=asked)
    assert await group.reactions(answered) == ["👍"] and await drafts_of(stage) == []
    assert (await read_entries(stage, 1))[-1] == ("reply", "Olga", "Press the red button")
    vera = stage.vera
    assert words(await vera.containing(text_of("approval-read", number=1, name="Olga")))
    await vera.writes("/ticket 1")
    assert text_of("remark-unapproved", name="Olga") in await vera.reads()
    await group.write(olga, "/resolve", reply_to=asked)
    assert await drafts_of(stage) == [("waiting", "resolve")], "what nobody has seen yet waits"


async def test_a_reply_to_a_line_of_the_bot_is_said_to_it(stage: Stage, group: GroupChat, nina: Phone) -> None:
    await group.write(nina, BOT)
    (what,) = await group.received()
    await group.write(nina, "The projector is dark", reply_to=what["message_id"])
    assert await read_tickets(stage) == [(1, "Nina", "new")]


async def test_the_bot_called_under_a_message_takes_it_as_its_authors(
    stage: Stage, group: GroupChat, olga: Phone, nina: Phone
) -> None:
    await stage.telegram.do("privacy", on=False)
    nick = await stage.phone("Nick")
    hers = await group.write(nina, "The key is not at reception")
    assert await count_stored(stage, "not at reception") == 0
    await group.write(nina, BOT, reply_to=hers)
    assert await read_tickets(stage) == [(1, "Nina", "new")]
    assert (await group.received())[-1]["reply_to"] == hers
    his = await group.write(nick, "The toilets are out of paper")
    await group.write(nina, f"{BOT} can you help?", reply_to=his)
    await stage.pass_time(minutes=10)
    third = await group.write(nick, "Where is the stage?")
    await group.write(olga, f"{BOT} Behind hall B", reply_to=third)
    assert await read_tickets(stage) == [
        (1, "Nina", "new"), (2, "Nick", "new"), (3, "Nick", "in_progress"),
    ]  # fmt: skip
    assert [body for _, _, body in await read_entries(stage, 3)] == ["Where is the stage?", "Behind hall B"]
    await stage.pass_time(minutes=10)
    lamp = await group.write(nina, "It is this lamp again")
    await group.send(nina, BOT, n=1, reply_to=lamp)
    assert await count_stored(stage, "this lamp again") == 0, "with a file the bot is told something of its own"
    assert [number for number, _, _ in await read_tickets(stage)] == [1, 2, 3, 4]
    again = await group.write(nina, BOT, reply_to=his)
    assert await group.reactions(again) == ["👀"] and len(await read_tickets(stage)) == 4


@pytest.mark.parametrize(
    ("said", "sign"),
    [
        ("thanks", "❤"), ("hello", "🤝"), ("спасибо большое!", "❤"), ("привет", "🤝"), ("ok, thank you", "❤"),
    ],
)  # fmt: skip
async def test_small_talk_to_the_bot_is_no_request(
    stage: Stage, group: GroupChat, olga: Phone, nina: Phone, said: str, sign: str
) -> None:
    for who in (nina, olga):
        talk = await group.write(who, f"{BOT} {said}")
        assert await group.reactions(talk) == [sign]
    assert await read_tickets(stage) == [] and await group.received() == []


async def test_who_has_no_request_and_asks_for_news_is_told_so(stage: Stage, group: GroupChat, nina: Phone) -> None:
    await group.write(nina, f"{BOT} any news?")
    assert await group.texts() == [text_of("group-no-request", bot=BOT.removeprefix("@"))]
    assert await read_tickets(stage) == []


async def test_answers_to_the_team_are_heard_as_in_private(
    stage: Stage, group: GroupChat, olga: Phone, nina: Phone
) -> None:
    await stage.telegram.do("privacy", on=False)
    asked = await group.write(nina, f"{BOT} The projector is dark")
    answered = await group.write(olga, "It should work now", reply_to=asked)
    thanks = await group.write(nina, "thanks!", reply_to=answered)
    assert await group.reactions(thanks) == ["❤"]
    assert await read_tickets(stage) == [(1, "Nina", "in_progress")]
    await group.write(nina, f"{BOT} never mind, it is not needed any more")
    (close,) = [m for m in await group.received() if words(m) == text_of("group-close", number=1)]
    await group.write(nina, "yes", reply_to=close["message_id"])
    assert await read_tickets(stage) == [(1, "Nina", "cancelled")]
    for said in ("The lamp of hall B is out", "never mind", "yes"):
        last = await group.write(nina, f"{BOT} {said}")
    assert await group.reactions(last) == ["❤"]
    assert await read_tickets(stage) == [(1, "Nina", "cancelled"), (2, "Nina", "cancelled")], "with no reply, too"


@pytest.mark.sentence("2.8 Small talk")
async def test_what_works_is_solved_in_a_group_too(stage: Stage, group: GroupChat, olga: Phone, nina: Phone) -> None:
    """An older question whether to close it never cancels what the team has resolved."""
    await stage.telegram.do("privacy", on=False)
    for number, ask, resolves in ((1, "it works now", False), (2, "never mind", True), (3, "it works now", True)):
        asked = await group.write(nina, f"{BOT} The projector of hall {number} is dark")
        answered = await group.write(olga, "Plug it in", reply_to=asked)
        await group.write(nina, ask, reply_to=answered)
        (close,) = [m for m in await group.received() if words(m) == text_of("group-close", number=number)]
        if resolves:
            await olga.writes(f"/resolve {number}")
            await stage.pass_time(seconds=30)
            (shown,) = [m for m in await group.received() if m["message_id"] == close["message_id"]]
            assert words(shown) == text_of("group-state", number=number, status="resolved", name="none")
        await group.write(nina, "yes, thank you", reply_to=close["message_id"])
        assert (await read_tickets(stage))[-1] == (number, "Nina", "closed")
        await stage.pass_time(minutes=10)


async def test_whether_to_close_is_asked_of_its_requester_alone(
    stage: Stage, group: GroupChat, nina: Phone, olga: Phone
) -> None:
    """Where Telegram lets the bot; a word right after it is the answer. One that has ended meanwhile is not edited."""
    await stage.telegram.do("privacy", on=False)
    await stage.telegram.do("group/admin", person=VERA, chat=group.id)
    for number, wish, answer, ends in ((1, "never mind", "yes", "cancelled"), (2, "never mind", None, "closed")):
        asked = await group.write(nina, f"{BOT} The projector of hall {number} is dark")
        before = await group.texts()
        await group.write(nina, wish)
        view = await stage.telegram.read("chat", person=group.id)
        hint = view["hints"][-1]
        assert (words(hint), hint["to"]) == (text_of("group-close", number=number), nina.id)
        assert await group.texts() == before, "nobody else reads it"
        if answer is not None:
            await group.write(nina, answer)
        else:
            await group.write(olga, "Plug it in", reply_to=asked)
            await olga.writes(f"/resolve {number}")
            await stage.pass_time(seconds=30)
            await group.write(nina, "works, thanks", reply_to=asked)
        assert (await read_tickets(stage))[-1] == (number, "Nina", ends)
        await stage.pass_time(minutes=10)
    assert tuple(await row(stage, "select count(*) from jobs where state = 'buried'")) == (0,)


def _say(group: GroupChat, number: int, who: dict[str, object], said: str, **more: object) -> str:
    """Return the JSON of a message as Telegram sends it, with the bot's name marked where it stands in the words."""
    raw: dict[str, object] = {"message_id": number, "date": 1, "chat": {"id": group.id, "type": "supergroup"}}
    marks = [{"type": "mention", "offset": said.index(BOT), "length": len(BOT)}] if BOT in said else []
    raw |= {"from": who, "text": said, "entities": marks, **more}
    return json.dumps({"message": raw})[1:-1]


async def test_what_other_bots_in_groups_got_wrong(stage: Stage, group: GroupChat, olga: Phone, nina: Phone) -> None:
    """Public reports about bots in groups: other bots, anonymous admins, channels, heads of topics, other bots'
    commands."""
    await stage.telegram.do("privacy", on=False)
    await group.write(nina, f"{BOT} The projector is dark")
    (receipt,) = await group.received()
    me = {"id": stage.settings.bot_id, "is_bot": True, "first_name": "Pulldesk"}
    robot = {"id": 4242, "is_bot": True, "first_name": "Robot"}
    nobody = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    agent = {"id": olga.id, "is_bot": False, "first_name": "Olga"}
    chat = {"id": group.id, "type": "supergroup"}
    ours = {"message_id": receipt["message_id"], "date": 1, "chat": chat, "from": me}
    head = {**ours, "message_id": 55, "forum_topic_created": {"name": "T", "icon_color": 1}}
    in_topic = {"message_thread_id": 55, "is_topic_message": True, "reply_to_message": head}
    same_chat = {"sender_chat": {"id": group.id, "type": "supergroup", "title": "Hackathon"}}
    for n, raw in enumerate([
        (robot, "two bots answer each other", {"reply_to_message": ours}),
        (robot, f"{BOT} two bots name each other", {}),
        ({"id": 5, "is_bot": False, "first_name": "Nick"}, "each word in a topic is a reply to its head", in_topic),
        (agent, "/resolve@another_bot", {"reply_to_message": ours}),
        (nobody, "/resolve", {"reply_to_message": ours, **same_chat}),
    ]):  # fmt: skip
        await stage.telegram.do("update", raw_text=_say(group, 9000 + n, raw[0], raw[1], **raw[2]))
        await stage.settle()
    assert await read_tickets(stage) == [(1, "Nina", "new")]
    assert await read_entries(stage, 1) == [("comment", "Nina", "The projector is dark")]
    assert await group.texts() == [words(receipt), text_of("group-anonymous", bot=BOT[1:])]
    assert [await count_stored(stage, said) for said in ("two bots", "each word in a topic")] == [0, 0]


async def test_the_state_is_said_there_and_a_reply_to_the_command_answers_it(
    stage: Stage, group: GroupChat, olga: Phone, nina: Phone
) -> None:
    await stage.telegram.do("privacy", on=False)
    asked = await group.write(nina, f"{BOT} The calendar does not open")
    await stage.pass_time(minutes=6)
    await group.write(nina, f"{BOT} The badges are gone")
    await group.write(nina, f"{BOT} any news?")
    assert (await group.texts())[-1] == text_of("group-state", number=2, status="new", name="none")
    await group.write(olga, "On my way", reply_to=asked)
    await group.write(nina, f"{BOT} what about the calendar?")
    assert (await group.texts())[-1] == text_of("group-state", number=1, status="in_progress", name="Olga")
    assert [number for number, *_ in await read_tickets(stage)] == [1, 2]
    done = await group.write(olga, "/resolve", reply_to=asked)
    await group.write(nina, "still does not work", reply_to=done)
    assert (await read_tickets(stage))[0] == (1, "Nina", "reopened")
    done = await group.write(olga, "/resolve", reply_to=asked)
    await group.write(nina, "works now, thanks", reply_to=done)
    assert (await read_tickets(stage))[0] == (1, "Nina", "closed")
