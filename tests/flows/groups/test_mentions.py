"""Messages of a group that name a member of the team: to whom they are offered, what a press does, what stays."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows import cast
from tests.flows.acts import dismissed, invite
from tests.flows.group import BOT, GroupChat, make_group
from tests.flows.hours import it_is, sets
from tests.flows.phone import Phone, buttons, words
from tests.flows.retention.expiry import find_traces
from tests.flows.scenes import row
from tests.flows.stage import Stage, staged
from tests.sql import execute, scalar
from tests.texts import IN_BOTH, get_spoken, spoken, text_of

pytestmark = pytest.mark.sentence("Requests from groups")

TAKE, DROP = "mention_take:1", "mention_drop:1"


@dataclass(slots=True)
class Scene:
    """A group that the bot reads, two agents, and Nina, who has never started the bot."""

    stage: Stage
    group: GroupChat
    olga: Phone
    ivan: Phone
    nina: Phone

    @property
    def vera(self) -> Phone:
        return self.stage.vera

    async def kept(self, piece: str) -> dict[str, int]:
        """Return where a piece of what was said is stored."""
        return await find_traces(self.stage.database, piece)

    async def count_offers(self) -> int:
        """Return how many offers there are, decided or not."""
        return int(await scalar(self.stage, "select count(*) from group_mentions"))


async def _named(stage: Stage, who: Phone, username: str) -> None:
    """Give somebody a username, which the desk learns when they write."""
    await stage.telegram.do("person", id=who.id, first_name=who.name, username=username)
    await who.writes("/mine")


async def _begin(stage: Stage) -> Scene:
    stage.telegram_world.has_privacy_mode = False
    scene = Scene(
        stage,
        await make_group(stage, "Hack SPb"),
        stage.olga,
        stage.people["Ivan"],
        await stage.phone("Nina"),
    )
    await _named(stage, scene.olga, "Olga_S")
    await _named(stage, scene.ivan, "ivan_k")
    return scene


@pytest_asyncio.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    begins = (cast.olga, cast.ivan)
    async with staged(database, board=False, begins=begins, requests__intake_quiet=timedelta()) as made:
        yield made


@pytest_asyncio.fixture
async def at(stage: Stage) -> Scene:
    return await _begin(stage)


@pytest_asyncio.fixture(params=["en", "ru"])
async def told(database: Database, request: pytest.FixtureRequest) -> AsyncIterator[Scene]:
    """The same in both languages."""
    language: str = request.param
    rules: dict[str, Any] = {"requests__intake_quiet": timedelta(), "locale": language}
    with spoken(language):
        async with staged(database, board=False, begins=(cast.olga, cast.ivan), **rules) as stage:
            for name in ("Vera", "Olga", "Ivan"):
                await stage.people[name].writes(f"/language {language}")
            yield await _begin(stage)


async def _offers(phone: Phone) -> list[str]:
    """Return what is offered in a chat now."""
    return [words(one) for one in await phone.received() if any("mention_take" in data for data in buttons(one))]


async def test_who_is_named_first_is_offered_it_and_the_first_press_counts(told: Scene) -> None:
    at, language = told, get_spoken()
    asked = await at.group.write(at.nina, "@olga_s or @ivan_k, look at the light in hall C")
    shown = await at.olga.message_with(TAKE)
    head = text_of("mention-offered", language, name="Nina", group="Hack SPb")
    assert words(shown) == f"{head}\n@olga_s or @ivan_k, look at the light in hall C"
    labels = [button["text"] for line in shown["buttons"] for button in line]
    assert labels == [text_of("btn-mention-take", language), text_of("btn-mention-drop", language)]
    assert await _offers(at.ivan) == [] == await _offers(at.vera)
    assert await at.group.received() == [], "the group reads nothing of it"
    await at.stage.pass_time(minutes=15)
    assert len(await _offers(at.ivan)) == len(await _offers(at.vera)) == len(await _offers(at.olga)) == 1
    await at.ivan.presses(TAKE)
    assert (await at.ivan.answer())["text"] == text_of("forward-done", language, number=1)
    assert await _offers(at.olga) == await _offers(at.ivan) == await _offers(at.vera) == []
    (receipt,) = await at.group.received()
    assert receipt["reply_to"] == asked
    card = words(await at.olga.message_with("claim:1"))
    assert "look at the light in hall C" in card and "Nina" in card
    assert text_of("card-group", language, group="Hack SPb") in card
    await at.olga.presses(TAKE, on=shown["message_id"], force=True)
    late = text_of("mention-was-taken", language, name="Ivan", number=1)
    assert (await at.olga.answer())["text"] in (late, text_of("press-outdated", language))
    await at.olga.presses("claim:1")
    await at.olga.writes("On my way", reply_to=(await at.olga.message_with("release:1"))["message_id"])
    answer = (await at.group.received())[-1]
    assert "On my way" in words(answer) and answer["reply_to"] == asked


@IN_BOTH
async def test_admins_choose_what_becomes_of_mentions(database: Database, language: str) -> None:
    begins = (cast.olga, cast.ivan)
    async with staged(database, board=False, begins=begins, requests__intake_quiet=timedelta()) as stage:
        at = await _begin(stage)
        await at.vera.writes("/language")
        await at.vera.presses(f"lang:{language}")
        await at.vera.presses("chat:1")
        assert text_of("chat-mentions", language, mode="offer") in await at.vera.reads()
        await at.vera.presses("chat_mentions:1:off")
        assert text_of("chat-mentions", language, mode="off") in await at.vera.reads()
        await at.group.write(at.nina, "@olga_s the granite is broken")
        assert await at.count_offers() == 0 and await at.kept("granite") == {}
        await at.vera.presses("chat_mentions:1:at_once")
        assert text_of("chat-mentions", language, mode="at_once") in await at.vera.reads()
        asked = await at.group.write(at.nina, "@olga_s the granite is broken")
        (receipt,) = await at.group.received()
        assert receipt["reply_to"] == asked and await at.count_offers() == 0
        assert "the granite is broken" in words(await at.olga.message_with("claim:1"))
        await at.group.write(at.nina, "@olga_s and it is loud")
        await at.group.write(at.nina, "@olga_s thanks!")
        assert len(await at.group.received()) == 1, "what follows soon joins"
        audit = await row(stage, "select string_agg(action, ' ' order by id) from audit where object = 'group:1'")
        assert audit[0] == "group-allowed group-mentions-off group-mentions-at-once"


async def test_not_ours_ends_it_for_all_and_for_a_day(told: Scene) -> None:
    at = told
    await at.group.write(at.nina, "@olga_s where is the marlin eaten?")
    await at.stage.pass_time(minutes=15)
    assert len(await _offers(at.ivan)) == 1
    await at.olga.presses(DROP)
    for phone in (at.olga, at.ivan, at.vera):
        assert await _offers(phone) == []
        assert await phone.reads() == text_of("mention-dropped", name="Olga")
    assert await at.kept("marlin") == {}
    await at.group.write(at.nina, "@ivan_k and the second marlin?")
    assert await at.count_offers() == 1 and await at.kept("marlin") == {}
    await at.stage.pass_time(hours=24)
    assert await at.count_offers() == 0
    await at.group.write(at.nina, "@ivan_k the third marlin?")
    assert len(await _offers(at.ivan)) == 1


async def test_a_colleagues_answer_by_hand_ends_it(told: Scene) -> None:
    """A reply to what is offered: its words are kept nowhere. Further questions are offered again."""
    at = told
    asked = await at.group.write(at.nina, "@olga_s where is the marlin eaten?")
    await at.group.write(at.ivan, "what a day")
    assert len(await _offers(at.olga)) == 1
    await at.group.write(at.ivan, "in the tent, at granite noon", reply_to=asked)
    over = f"{text_of('mention-answered', name='Ivan')}\n\n{text_of('mention-over')}"
    assert (await _offers(at.olga), await at.olga.reads()) == ([], over)
    await at.stage.pass_time(minutes=15)
    assert await _offers(at.ivan) == [] == await _offers(at.vera)
    assert await at.kept("marlin") == {} == await at.kept("granite")
    asked = await at.group.write(at.nina, "@olga_s and the second marlin?")
    assert len(await _offers(at.olga)) == 1
    await at.group.write(await at.stage.phone("Sam"), "no idea", reply_to=asked)
    assert len(await _offers(at.olga)) == 1, "Sam is not on the team"
    await at.group.write(at.olga, "there", reply_to=asked)
    assert await _offers(at.olga) == []


async def test_after_a_day_nothing_of_it_is_left(told: Scene) -> None:
    at = told
    await at.group.write(at.nina, "@olga_s the granite is broken")
    await at.group.send(at.nina, "@olga_s see the granite", n=2)
    assert set(await at.kept("granite")) == {"group_mentions.said"}
    pressed = (await at.olga.message_with(TAKE))["message_id"]
    await at.stage.pass_time(hours=23, minutes=50)
    assert len(await _offers(at.olga)) == 1
    await at.stage.pass_time(minutes=10)
    assert await at.kept("granite") == {} and await at.kept("nina") == {}
    for phone in (at.olga, at.ivan, at.vera):
        assert await phone.reads() == text_of("mention-over")
    await at.olga.presses(TAKE, on=pressed, force=True)
    assert await at.group.received() == []


async def test_a_press_after_a_day_before_the_clock_has_looked(told: Scene) -> None:
    at = told
    await at.group.write(at.nina, "@olga_s the granite is broken")
    at.stage.clock.on(hours=25)
    await at.olga.presses(TAKE, quietly=True)
    await at.stage.settle()
    assert (await at.olga.answer())["text"] in (text_of("mention-is-over"), text_of("press-outdated"))
    assert await at.group.received() == []


async def test_a_flood_is_one_offer_of_at_most_twenty_messages(at: Scene) -> None:
    for n in range(25):
        await at.group.write(at.nina, f"@olga_s lamp {n}!")
    (offered,) = await _offers(at.olga)
    assert "lamp 19!" in offered and "lamp 20!" not in offered


async def test_many_people_are_twenty_offers(at: Scene) -> None:
    for n in range(22):
        await at.group.write(await at.stage.phone(f"Guest {n}"), f"@olga_s lamp {n}!")
    assert len(await _offers(at.olga)) == 20


async def test_a_name_without_a_username(at: Scene) -> None:
    named = {"type": "text_mention", "offset": 0, "length": 4, "user": {"id": at.olga.id, "is_bot": False}}
    named["user"] |= {"first_name": "Olga"}  # type: ignore[operator]
    await at.group.write(at.nina, "Olga the door is locked", entities=[named])
    assert len(await _offers(at.olga)) == 1


@pytest.mark.parametrize("said", ["@olga_s", "@olga_s thank you!", "@olga_s привет", "спасибо, @olga_s", "@olga_s 👍"])
async def test_thanks_and_greetings_are_not_offered(at: Scene, said: str) -> None:
    await at.group.write(at.nina, said)
    assert await at.count_offers() == 0


async def test_whose_messages_are_not_offered(at: Scene) -> None:
    """Staff among themselves, the group itself, a channel, a stranger who was blocked, people who are not the team."""
    await at.group.write(at.ivan, "@olga_s lunch?")
    await at.group.write(at.nina, "@olga_s news", anonymous=True)
    await at.group.write(at.nina, "@olga_s news", channel="News")
    await at.group.write(at.nina, "@somebody else")
    await at.group.write(at.nina, f"{BOT} The light is broken")
    await at.olga.writes("/block 1")
    await at.stage.pass_time(minutes=30)
    await at.group.write(at.nina, "@olga_s news")
    assert await at.count_offers() == 0 and await at.kept("lunch") == {}


async def test_another_rule_of_the_group_comes_first(at: Scene) -> None:
    await at.group.write(at.nina, f"{BOT} @olga_s the light is broken")
    await at.group.write(at.nina, "@olga_s it is the one in hall C")
    assert await at.count_offers() == 0
    assert len(await at.group.received()) == 1
    await at.stage.pass_time(minutes=30)
    await at.group.write(at.nina, "@olga_s and the door is locked")
    await at.olga.presses(TAKE)
    assert (await at.olga.answer())["text"] == text_of("forward-done", number=2)


async def test_ticket_on_an_offered_message_ends_the_offer(told: Scene) -> None:
    at = told
    said = await at.group.write(at.nina, "@olga_s the light is broken")
    await at.group.write(at.ivan, "/ticket", reply_to=said)
    assert await _offers(at.olga) == []
    await at.olga.containing(text_of("mention-taken", name="Ivan", number=1))


async def test_what_was_offered_leads_to_the_request(at: Scene) -> None:
    await at.group.write(at.nina, "@olga_s the light is broken")
    await at.olga.presses(TAKE)
    made = await at.olga.containing(text_of("mention-taken", name="Olga", number=1))
    await at.olga.presses("open:1", on=made["message_id"])
    assert "the light is broken" in await at.olga.reads()
    await at.olga.writes("On my way", reply_to=made["message_id"])
    assert "On my way" in words((await at.group.received())[-1])


async def test_who_is_away_is_not_told_but_all_others_are_at_once(at: Scene) -> None:
    await at.olga.writes("/away")
    await at.group.write(at.nina, "@olga_s the light is broken")
    assert await _offers(at.olga) == []
    assert len(await _offers(at.ivan)) == len(await _offers(at.vera)) == 1


async def test_the_second_is_told_if_the_first_is_away(at: Scene) -> None:
    await at.olga.writes("/away")
    await at.group.write(at.nina, "@olga_s @ivan_k the light is broken")
    assert len(await _offers(at.ivan)) == 1 and await _offers(at.vera) == []


async def test_who_left_the_team_is_nobody_to_name(at: Scene) -> None:
    await dismissed(at.stage, at.olga)
    await at.group.write(at.nina, "@olga_s the light is broken")
    assert await at.count_offers() == 0


async def test_who_leaves_the_team_can_press_no_more(at: Scene) -> None:
    await at.group.write(at.nina, "@olga_s the light is broken")
    await execute(at.stage, "update people set role = 'requester' where name = 'Olga'")
    await at.olga.presses(TAKE)
    assert await at.group.received() == []


async def test_an_edit_before_the_press(at: Scene) -> None:
    said = await at.group.write(at.nina, "@olga_s the light in hall B")
    await at.group.do("edit", at.nina, message_id=said, text="@olga_s the light in hall C")
    (offered,) = await _offers(at.olga)
    assert "hall C" in offered and await at.kept("hall B") == {}
    other = await at.group.write(at.nina, "talk about granite")
    await at.group.do("edit", at.nina, message_id=other, text="@olga_s talk about granite")
    assert await at.kept("granite") == {}
    await at.olga.presses(TAKE)
    assert "hall C" in words(await at.olga.message_with("claim:1"))


async def test_its_author_withdraws_it(at: Scene) -> None:
    first = await at.group.write(at.nina, "@olga_s the granite is broken")
    second = await at.group.write(at.nina, "@olga_s the marlin is cold")
    await at.group.write(at.nina, "/delete", reply_to=first)
    (offered,) = await _offers(at.olga)
    assert "granite" not in offered and "marlin" in offered and await at.kept("granite") == {}
    done = await at.group.write(at.nina, "/delete", reply_to=second)
    assert await _offers(at.olga) == [] and await at.kept("marlin") == {}
    assert await at.group.reactions(done) == ["👌"]
    assert await at.olga.reads() == text_of("mention-over")


async def test_a_blocked_author_gets_no_request(told: Scene) -> None:
    at = told
    await at.group.write(at.nina, "@olga_s the light is broken")
    await execute(
        at.stage,
        "insert into people (telegram_id, name, created_at, barred_at) values (:id, 'Nina', now(), now())",
        id=at.nina.id,
    )
    await at.olga.presses(TAKE)
    assert (await at.olga.answer())["text"] == text_of("forward-blocked", name="Nina")
    assert await at.group.received() == []


async def test_a_message_that_comes_a_day_late_is_not_offered(at: Scene) -> None:
    at.stage.clock.on(seconds=3)
    await at.stage.telegram.do("message", person=at.nina.id, chat=at.group.id, text="@olga_s the granite is broken")
    await at.stage.duties.poller.poll_once()
    at.stage.clock.on(hours=24, seconds=1)
    await at.stage.settle()
    assert await at.count_offers() == 0 and await at.kept("granite") == {}


async def test_a_message_that_comes_hours_late_is_offered_for_the_rest_of_its_day(at: Scene) -> None:
    at.stage.clock.on(seconds=3)
    await at.stage.telegram.do("message", person=at.nina.id, chat=at.group.id, text="@olga_s the granite is broken")
    at.stage.clock.on(hours=20)
    await at.stage.settle()
    assert len(await _offers(at.olga)) == 1 and await _offers(at.ivan) == []
    await at.stage.pass_time(hours=4)
    assert await at.count_offers() == 0


async def test_outside_business_hours_all_are_told_when_they_begin(at: Scene) -> None:
    await sets(at.stage, hours="mon-sun 9-18")
    await it_is(at.stage, datetime(2026, 11, 20, 19, 0, tzinfo=UTC))
    await at.group.write(at.nina, "@olga_s the light is broken")
    assert len(await _offers(at.olga)) == 1
    await at.stage.pass_time(hours=13)
    assert await _offers(at.ivan) == []
    await at.stage.pass_time(hours=1)
    assert len(await _offers(at.ivan)) == 1


async def test_a_reply_to_the_offer_leaves_no_words_behind(at: Scene) -> None:
    await at.group.write(at.nina, "@olga_s the granite is broken")
    shown = await at.olga.message_with(TAKE)
    await at.olga.writes("Which hall is that in?", reply_to=shown["message_id"])
    await at.olga.presses("to:none")
    await at.olga.presses(DROP)
    assert await at.kept("granite") == {}


async def test_offers_make_no_sound(at: Scene) -> None:
    await at.group.write(at.nina, "@olga_s the light is broken")
    await at.stage.pass_time(minutes=15)
    sent = await row(
        at.stage,
        "select count(*), count(*) filter (where convert_from(payload, 'UTF8')::jsonb @> '{\"silent\": true}') "
        "from jobs where convert_from(payload, 'UTF8')::jsonb ->> 'view' = 'mention' "
        "and not convert_from(payload, 'UTF8')::jsonb @> '{\"only_edit\": true}'",
    )
    assert tuple(sent) == (3, 3)


async def test_secrets_are_masked_where_it_is_offered(at: Scene) -> None:
    await at.group.write(at.nina, "@olga_s my card 4111 1111 1111 1111 was charged twice")
    (offered,) = await _offers(at.olga)
    assert "4111" not in offered and "••• 1111" in offered


HOSTILE = [
    "@olga_s <b>bold</b> & <script>",
    "@olga_s \u202eevil \u0007 \u0000 tail",
    "@olga_s " + "Z\u0337" * 1500,
    "@olga_s " + "a" * 4000,
    "@olga_s ' ; drop table people; -- {number} $name",
    "@olga_s <sealed t 5 AAAA>",
]


@pytest.mark.parametrize("said", HOSTILE)
async def test_hostile_words(at: Scene, said: str) -> None:
    await at.group.write(at.nina, said)
    assert len(await _offers(at.olga)) == 1
    await at.olga.presses(TAKE)
    assert len(await at.group.received()) == 1
    await at.olga.message_with("claim:1")


async def test_an_erased_author_leaves_nothing(at: Scene) -> None:
    await at.nina.writes("/start")
    await at.nina.writes("The heating is cold")
    await at.vera.writes("/erase 1")
    (person,) = await row(at.stage, "select id from people where telegram_id = :who", who=at.nina.id)
    await at.group.write(at.nina, "@olga_s the granite is broken")
    await at.vera.writes("/settings erase_days 0")
    await at.vera.presses(f"erase:{person}:0")
    for minutes in (1, 2, 11):
        await at.stage.pass_time(minutes=minutes, seconds=1)
    assert await at.kept("granite") == {}
    assert not [one for phone in (at.olga, at.ivan, at.vera) for one in await phone.texts() if "granite" in one]


async def test_who_has_just_joined_by_an_invite_is_known_by_name(at: Scene) -> None:
    zoe = await at.stage.phone("Zoe", username="zoe_help")
    await zoe.writes(f"/start {await invite(at.vera)}")
    await at.group.write(at.nina, "@zoe_help the light in hall C is broken")
    assert len(await _offers(zoe)) == 1
