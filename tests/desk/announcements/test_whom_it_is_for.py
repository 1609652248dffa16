"""Whom a mailing reaches by topic and switch, and what one that was stopped stays."""

from typing import Any

import pytest
from sqlalchemy import select

from db.models import Announcement, AnnouncementReceiver, Category, Event, KnownProblem, Person, ProblemFollower
from desk import NotAllowed, Outdated, Refused
from desk.announcements import delivery, mailing, reading
from desk.announcements import receivers as of_receivers
from desk.announcements import switch as own_switch
from desk.announcements.receivers import Audience
from desk.i18n import choose_language
from desk.text import RichText
from tests.desk.stage import Someone, Stage
from tests.sql import add, get


async def _due(stage: Stage, key: int) -> Announcement:
    async with stage.database.unit_of_work() as session:
        await delivery.send_due(session, key, stage.now, stage.rules)
        return await session.get_one(Announcement, key)


async def test_a_group_of_topics_stands_for_what_belongs_to_it(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, "The lamp is dark")
    group = await add(stage, Category(name="Things", folded="things", names={}, keywords=[], is_group=True))
    topic = await add(stage, Category(name="Lamps", folded="lamps", names={}, keywords=[], parent_id=group.id))
    ids = group.id, topic.id
    await stage.change(number, category_id=ids[1])
    async with stage.database.reading() as session:
        assert [await of_receivers.count_receivers(session, Audience(category_id=one), stage.rules) for one in ids] == [
            1,
            1,
        ]


async def test_what_was_stopped_stays_so_when_all_is_known_of_it(stage: Stage, rita: Someone, vera: Someone) -> None:
    key = await stage.does(vera, mailing.draft_announcement, RichText("The hall opens at ten"))
    await stage.does(vera, mailing.begin_sending, key)
    await stage.does(vera, mailing.stop_sending, key)
    stopped_at = stage.now
    stage.later(seconds=5)
    ended = await _due(stage, key)
    assert (ended.state, ended.ended_at, ended.next_at) == (mailing.STOPPED, stopped_at, None)


async def test_who_wants_no_mailings_follows_nothing_more_and_hears_of_what_they_follow_since(
    stage: Stage, rita: Someone, vera: Someone
) -> None:
    ben = await stage.person("Ben")
    numbers = [await stage.files(who, "The lamp is dark") for who in (rita, ben)]
    ids = [(await stage.ticket(number)).id for number in numbers]
    async with stage.database.unit_of_work() as session:
        problem = KnownProblem(title="Light", made_by=vera.id, created_at=stage.now)
        session.add(problem)
        await session.flush()
        for who, ticket_id in zip((rita, ben), ids, strict=True):
            session.add(
                ProblemFollower(
                    problem_id=problem.id, person_id=who.id, ticket_id=ticket_id, told_at=stage.now,
                    followed_at=stage.now,
                )
            )  # fmt: skip
        problem_id = problem.id
    stage.with_rules(knowledge__problems=())
    await stage.does(rita, own_switch.switch_announcements, on=False)
    async with stage.database.unit_of_work() as session:
        follows = [await session.get_one(ProblemFollower, (problem_id, who.id)) for who in (rita, ben)]
        assert [one.followed_at for one in follows] == [None, stage.now]
        told = Announcement(
            author_id=vera.id, text="It is light again", created_at=stage.now, problem_id=problem_id,
            state=mailing.SENDING, receivers=1, next_at=stage.now,
        )  # fmt: skip
        session.add(told)
        await session.flush()
        session.add(AnnouncementReceiver(mailing_id=told.id, person_id=rita.id))
        key = told.id
    await _due(stage, key)
    assert [x["slot"] for x in await stage.letters(rita) if x.get("view") == "mailed"] == [f"mailed:{key}"]
    assert not of_receivers.has_announcements_on(await get(stage, Person, rita.id))


@pytest.mark.parametrize(
    ("chosen", "told", "language"),
    [
        (None, None, "ru"),
        (None, "en-GB", "en"),
        (None, "EN_us", "en"),
        (None, "de", "ru"),
        ("en", "ru", "en"),
        ("xx", "en", "en"),
        (None, "english", "ru"),
    ],
)
async def test_a_language_is_the_one_they_are_written_to_in(
    stage: Stage, chosen: str | None, told: str | None, language: str
) -> None:
    stage.with_rules(locale="ru")
    await stage.person("Rita", language_chosen=chosen, language=told)
    async with stage.database.reading() as session:
        person = (await session.scalars(select(Person))).one()
        counts = [
            await of_receivers.count_receivers(session, Audience(language=one), stage.rules) for one in ("en", "ru")
        ]
    assert counts == [int(language == one) for one in ("en", "ru")]
    assert choose_language(person, stage.rules.locale) == language


async def test_all_that_is_given_has_to_hold_of_one_person(stage: Stage, rita: Someone) -> None:
    """Of an event are who filed for it, and who came by its link; each is one receiver, however much they filed."""
    day = stage.now.date()
    async with stage.database.unit_of_work() as session:
        for slug in ("fair", "gala"):
            session.add(Event(slug=slug, name=slug, starts_on=day, ends_on=day, created_at=stage.now))
        session.add(Category(name="Lamps", folded="lamps", names={}, keywords=[]))
        await session.flush()
        fair, gala = await session.scalars(select(Event.id).order_by(Event.id))
        lamps = await session.scalar(select(Category.id))
    came = await stage.person("Ben", event_id=fair, language_chosen="ru")
    for who, said in ((rita, "The lamp is dark"), (rita, "It rains into hall two"), (came, "There is no soap")):
        number = await stage.files(who, said)
        await stage.change(number, event_id=fair if who is rita else None, category_id=lamps if who is rita else None)
    await stage.says(await stage.person("Draft"), "Where is the lamp of the hall?")
    async with stage.database.reading() as session:
        found = {
            (language, event, category): await of_receivers.count_receivers(
                session, Audience(language, event, category), stage.rules)
            for language in (None, "ru") for event in (None, fair, gala) for category in (None, lamps)
        }  # fmt: skip
    assert {key: n for key, n in found.items() if n} == {
        (None, None, None): 3, (None, fair, None): 2, (None, None, lamps): 1, (None, fair, lamps): 1,
        ("ru", None, None): 1, ("ru", fair, None): 1,
    }  # fmt: skip


async def test_only_a_draft_is_aimed_begun_or_dropped_and_only_what_is_sent_is_stopped(
    stage: Stage, rita: Someone, olga: Someone, vera: Someone
) -> None:
    verbs: dict[str, Any] = {
        "aim": lambda desk, key: mailing.set_audience(desk, key, Audience()),
        "begin": mailing.begin_sending,
        "drop": mailing.discard_draft,
        "stop": mailing.stop_sending,
    }
    of_drafts, of_sent = ["aim", "begin", "drop"], ["stop"]
    for state, can in (
        (mailing.DRAFT, of_drafts), (mailing.SENDING, of_sent), (mailing.SENT, []),
        (mailing.STOPPED, []),
        (mailing.DROPPED, []),
    ):  # fmt: skip
        for name, verb in verbs.items():
            key = await stage.does(vera, mailing.draft_announcement, RichText("The hall opens at ten"))
            with pytest.raises(NotAllowed):
                await stage.does(olga, verb, key)
            async with stage.database.unit_of_work() as session:
                (await session.get_one(Announcement, key)).state = state
            if name in can:
                await stage.does(vera, verb, key)
            else:
                with pytest.raises(Outdated):
                    await stage.does(vera, verb, key)


@pytest.mark.parametrize(
    "to", [Audience(language="de"), Audience(event_id=9), Audience(category_id=9)], ids=["language", "event", "topic"]
)
async def test_a_draft_is_for_nobody_that_is_not_there(stage: Stage, vera: Someone, to: Audience) -> None:
    key = await stage.does(vera, mailing.draft_announcement, RichText("The hall opens at ten"))
    with pytest.raises(Outdated):
        await stage.does(vera, mailing.set_audience, key, to)
    with pytest.raises(Refused, match="mailing-nobody"):
        await stage.does(vera, mailing.begin_sending, key)


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ("x" * 3500, None), ("x" * 3501, "mailing-too-long"), ("😀" * 1750, None), ("😀" * 1751, "mailing-too-long"),
        ("\u200b \n", "mailing-empty"), ("", "mailing-empty"),
    ],
)  # fmt: skip
async def test_what_is_a_text(stage: Stage, vera: Someone, said: str, refused: str | None) -> None:
    if refused is None:
        assert await stage.does(vera, mailing.draft_announcement, RichText(said))
        return
    with pytest.raises(Refused, match=refused):
        await stage.does(vera, mailing.draft_announcement, RichText(said))


@pytest.mark.parametrize(("receivers", "seconds"), [(0, 1), (1, 1), (20, 1), (21, 2), (400, 20)])
def test_how_long_it_takes(receivers: int, seconds: int) -> None:
    assert of_receivers.estimate_seconds(receivers) == seconds


async def test_what_became_of_it_is_told_by_kinds(stage: Stage, vera: Someone) -> None:
    people = [await stage.person(f"Sam {n}") for n in range(7)]
    key = await stage.does(vera, mailing.draft_announcement, RichText("The hall opens at ten"))
    await stage.does(vera, mailing.begin_sending, key)
    outcomes = (None, "sent", "refused", "unknown", "failed", delivery.PASSED)
    async with stage.database.unit_of_work() as session:
        for who, outcome in zip(people, outcomes, strict=False):
            row = await session.get_one(AnnouncementReceiver, (key, who.id))
            row.posted_at, row.outcome = stage.now, outcome
    async with stage.database.reading() as session:
        found = await reading.load_announcement(session, key, stage.rules)
        assert found is not None
        assert (found.people, found.posted, found.refused, found.unknown, found.failed) == (7, 2, 1, 1, 1)
        assert found.seconds == 1
    dropped, drafted = [
        await stage.does(vera, mailing.draft_announcement, RichText("The hall opens at ten")) for _ in range(2)
    ]
    await stage.does(vera, mailing.discard_draft, dropped)
    newest = [await stage.does(vera, mailing.draft_announcement, RichText("Again")) for _ in range(6)]
    for one in newest:
        await stage.does(vera, mailing.begin_sending, one)
    await stage.does(vera, mailing.stop_sending, newest[0])
    async with stage.database.reading() as session:
        assert [one.id for one in await reading.list_latest(session, stage.rules)] == newest[::-1]
        told = {one: await reading.load_for_receiver(session, one) for one in (newest[0], newest[1], drafted, 10**6)}
    assert [one is not None and one.goes for one in told.values()] == [False, True, False, False]
