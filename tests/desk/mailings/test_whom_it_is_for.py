"""Whom a mailing reaches by topic and switch, and what one that was stopped stays."""

from db.models import Category, KnownProblem, Mailing, MailingReceiver, Person, ProblemFollower
from desk.mailings import audience, mailings, sending, switch
from desk.mailings.audience import Audience
from desk.text import RichText
from tests.desk.stage import Someone, Stage


async def _due(stage: Stage, key: int) -> Mailing:
    async with stage.database.unit_of_work() as session:
        await sending.due(session, key, stage.now, stage.rules)
        return await session.get_one(Mailing, key)


async def test_a_group_of_topics_stands_for_what_belongs_to_it(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, "The lamp is dark")
    async with stage.database.unit_of_work() as session:
        group = Category(name="Things", folded="things", names={}, keywords=[], is_group=True)
        session.add(group)
        await session.flush()
        topic = Category(name="Lamps", folded="lamps", names={}, keywords=[], parent_id=group.id)
        session.add(topic)
        await session.flush()
        ids = group.id, topic.id
    await stage.change(number, category_id=ids[1])
    async with stage.database.reading() as session:
        assert [await audience.count(session, Audience(category_id=one), stage.rules) for one in ids] == [1, 1]


async def test_what_was_stopped_stays_so_when_all_is_known_of_it(stage: Stage, rita: Someone, vera: Someone) -> None:
    key = await stage.does(vera, lambda desk: mailings.draft(desk, RichText("The hall opens at ten")))
    await stage.does(vera, lambda desk: mailings.begin(desk, key))
    await stage.does(vera, lambda desk: mailings.stop(desk, key))
    stopped_at = stage.now
    stage.later(seconds=5)
    ended = await _due(stage, key)
    assert (ended.state, ended.ended_at, ended.next_at) == (mailings.STOPPED, stopped_at, None)


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
    stage.with_rules(problems=())
    await stage.does(rita, lambda desk: switch.switch(desk, on=False))
    async with stage.database.unit_of_work() as session:
        follows = [await session.get_one(ProblemFollower, (problem_id, who.id)) for who in (rita, ben)]
        assert [one.followed_at for one in follows] == [None, stage.now]
        told = Mailing(
            author_id=vera.id, text="It is light again", created_at=stage.now, problem_id=problem_id,
            state=mailings.SENDING, receivers=1, next_at=stage.now,
        )  # fmt: skip
        session.add(told)
        await session.flush()
        session.add(MailingReceiver(mailing_id=told.id, person_id=rita.id))
        key = told.id
    await _due(stage, key)
    assert [x["slot"] for x in await stage.letters(rita) if x.get("view") == "mailed"] == [f"mailed:{key}"]
    async with stage.database.reading() as session:
        assert not audience.wants_mailings(await session.get_one(Person, rita.id))
