"""Who is told of a ticket, and who has been: by their own chat, this bot, this ticket, and what waits to go out."""

import pytest
from sqlalchemy import select, update

from db.models import Box, Entry, Job, JobState, Message, MessageKind, Role, Status
from desk import Desk
from desk.notifications import refresh, to_staff
from tests.desk.stage import BOT, Someone, Stage

pytestmark = pytest.mark.broad


@pytest.fixture
async def ivan(stage: Stage) -> Someone:
    return await stage.person("Ivan", Role.AGENT)


async def _stands(stage: Stage, who: Someone, slot: str, *, bot: int = BOT) -> None:
    async with stage.database.unit_of_work() as session:
        at = {"chat_id": who.chat, "message_id": 1, "sent_at": stage.now}
        session.add(Message(bot_id=bot, kind=MessageKind.SLOT, slot=slot, **at))


async def _told_of_a_newer_card(stage: Stage, who: Someone) -> bool:
    return "card-below" in [letter.get("key") for letter in await stage.letters(who)]


async def test_of_a_newer_card_tells_the_earlier_one_of_this_ticket_and_this_bot(stage: Stage, rita: Someone) -> None:
    agents = [await stage.person(f"Agent {n}", Role.AGENT) for n in range(12)]
    stage.with_rules(called_first=12)
    first = await stage.files(rita, "The printer is on fire")
    stage.later(minutes=10)
    await _stands(stage, agents[0], f"card:{first + 1}")
    await _stands(stage, agents[1], f"card:{first}")
    await _stands(stage, agents[2], f"card:{first + 1}", bot=BOT + 1)
    assert await stage.files(rita, "There is no soap") == first + 1
    assert [await _told_of_a_newer_card(stage, one) for one in agents[:4]] == [True, False, False, False]


@pytest.mark.parametrize(
    ("whose", "state", "got"),
    [("olga", JobState.WAITING, True), ("olga", JobState.DONE, False), ("ivan", JobState.WAITING, False)],
)
async def test_who_has_words_is_who_has_them_in_their_chat_or_is_about_to(
    stage: Stage, rita: Someone, olga: Someone, ivan: Someone, whose: str, state: JobState, got: bool
) -> None:
    entry = (await stage.entries(await stage.files(rita, "The printer is on fire")))[0]
    async with stage.database.unit_of_work() as session:
        someone = {"olga": olga, "ivan": ivan}[whose]
        put = select(Job).where(Job.person_id == someone.id, Job.box == Box.TO_TELEGRAM)
        job = (await session.scalars(put)).first()
        assert job is not None
        await session.execute(update(Job).where(Job.id == job.id).values(entry_id=entry.id, state=state))

    async def has_got(desk: Desk) -> bool:
        return await refresh.has_got(desk, await desk.session.get_one(Entry, entry.id), olga.id)

    assert await stage.does(olga, has_got) is got


async def test_whose_request_it_is_calls_nobody_else_s_card_to_themselves(
    stage: Stage, olga: Someone, ivan: Someone
) -> None:
    stage.with_rules(night_staff=(olga.id, ivan.id))
    number = await stage.files(olga, "The printer is on fire")

    async def call(desk: Desk) -> None:
        await to_staff.call_at_night(desk, await desk.locked(number))

    await stage.does(olga, call)
    for who, called in ((olga, False), (ivan, True)):
        assert ("called-at-night" in [letter.get("note") for letter in await stage.letters(who)]) is called


async def test_who_has_it_is_called_at_night_beside_whoever_is_named(
    stage: Stage, rita: Someone, olga: Someone, ivan: Someone
) -> None:
    felix = await stage.person("Felix", Role.AGENT)
    stage.with_rules(night_staff=(ivan.id,))
    number = await stage.files(rita, "The printer is on fire")
    await stage.change(number, assignee_id=olga.id, status=Status.ASSIGNED)

    async def call(desk: Desk) -> None:
        await to_staff.call_at_night(desk, await desk.locked(number))

    await stage.does(rita, call)
    for who, called in ((olga, True), (ivan, True), (felix, False)):
        assert ("called-at-night" in [letter.get("note") for letter in await stage.letters(who)]) is called
