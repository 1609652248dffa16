"""Articles are offered for what a request says: once, to whom they can help, and as long as they are published."""

from typing import Any

import pytest
from sqlalchemy import select

from db.models import Article, ArticleState, EntryKind, Origin, Person, PresetAnswer, Status, Suggestion, Ticket
from desk import Desk
from desk.knowledge import article_form, articles
from desk.knowledge.articles import Draft
from desk.policy import DueTimer
from desk.suggestions import offering, outcome, preset_hits, preset_list, preset_trial, presets
from desk.suggestions.preset_hits import PresetHits
from desk.text import RichText
from tests.desk.stage import Someone, Stage
from tests.desk.suggestions.presets_stage import published, written
from tests.sql import get, scalars

ASKED = "How do I reset my forgotten password?"
TITLE, BODY = "Reset a forgotten password", "Press Forgotten password to reset it."


@pytest.fixture
async def shelf(stage: Stage, vera: Someone) -> int:
    """A desk that offers articles, and has one; its id."""
    stage.with_rules(knowledge__articles=True, board__enabled=False)
    return await _article(stage, vera, TITLE, BODY)


async def _article(stage: Stage, vera: Someone, title: str, body: str, language: str = "en") -> int:
    done = await stage.does(vera, articles.begin_article, language, Draft(title, RichText(body)))
    await stage.does(vera, article_form.publish_article, done.article_id, 1)
    return int(done.article_id)


async def _looked_at(stage: Stage, number: int) -> list[int | None]:
    """The articles that stand under its receipt once it was looked at."""

    async def look(session: Any) -> None:
        desk = Desk(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules)
        await offering.offer_answer(desk, await desk.lock_ticket(number), DueTimer(0, stage.now))

    async with stage.database.unit_of_work() as session:
        await look(session)
    mine = select(Suggestion).join(Ticket, Ticket.id == Suggestion.ticket_id).where(Ticket.number == number)
    offers = await scalars(stage, mine.order_by(Suggestion.position))
    assert ((await stage.ticket(number)).offered or []) == [one.id for one in offers]
    return [one.article_id for one in offers]


async def _filed(stage: Stage, who: Someone, said: str = ASKED, **values: Any) -> int:
    """A request that nobody has looked at for an offer."""
    articles_, stage.rules = stage.rules.knowledge.articles, _without(stage)
    number = await stage.files(who, said)
    stage.with_rules(knowledge__articles=articles_)
    await stage.change(number, offered=None, **values)
    return number


def _without(stage: Stage) -> Any:
    stage.with_rules(knowledge__articles=False)
    return stage.rules


async def test_what_fits_is_offered_and_noted_for_the_team_once(
    stage: Stage, shelf: int, rita: Someone, olga: Someone
) -> None:
    number = await _filed(stage, rita)
    for _ in range(2):
        assert await _looked_at(stage, number) == [shelf]
    remarks = [one.content_line for one in await stage.entries(number) if one.kind is EntryKind.REMARK]
    assert [TITLE in (line or "") for line in remarks] == [True]


@pytest.mark.parametrize(
    "values",
    [
        {"priority": 1}, {"status": Status.ASSIGNED}, {"status": Status.CLOSED}, {"assignee_id": 2},
        {"merged_into_id": 1},
    ],
)  # fmt: skip
async def test_nothing_is_offered_where_somebody_has_it_or_it_is_critical(
    stage: Stage, shelf: int, rita: Someone, olga: Someone, values: dict[str, Any]
) -> None:
    first = await _filed(stage, rita, "The lift is stuck between floors")
    number = await _filed(stage, rita)
    if "merged_into_id" in values:
        values = {"merged_into_id": (await stage.ticket(first)).id, "status": Status.CLOSED}
    await stage.change(number, **values)
    assert await _looked_at(stage, number) == []


async def test_nothing_is_offered_to_who_has_no_chat_or_is_angry_or_where_it_is_off(
    stage: Stage, shelf: int, rita: Someone, olga: Someone
) -> None:
    assert await _looked_at(stage, await _filed(stage, rita, f"{ASKED} This is ridiculous!!!")) == []
    number = await _filed(stage, rita)
    stage.with_rules(knowledge__articles=False)
    assert await _looked_at(stage, number) == []
    stage.with_rules(knowledge__articles=True)
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Person, rita.id)).telegram_id = None
    assert await _looked_at(stage, number) == []


async def test_words_taken_back_and_words_of_the_team_ask_for_nothing(
    stage: Stage, shelf: int, rita: Someone, olga: Someone
) -> None:
    number = await _filed(stage, rita, "The lift is stuck between floors")
    ticket = await stage.ticket(number)
    for kind, more in ((EntryKind.NOTE, {}), (EntryKind.REPLY, {}), (EntryKind.COMMENT, {"withdrawn_at": stage.now})):
        async with stage.database.unit_of_work() as session:
            session.add(
                offering.Entry(
                    ticket_id=ticket.id, author_id=rita.id, author_name="R", kind=kind, origin=Origin.TELEGRAM,
                    created_at=stage.now, body=ASKED, **more,
                )
            )  # fmt: skip
    assert await _looked_at(stage, number) == []


async def test_nobody_is_offered_the_same_twice_and_what_is_put_away_is_offered_no_more(
    stage: Stage, shelf: int, rita: Someone, vera: Someone
) -> None:
    ben = await stage.person("Ben")
    first, again, other = await _filed(stage, rita), await _filed(stage, rita), await _filed(stage, ben)
    assert [await _looked_at(stage, one) for one in (first, again, other)] == [[shelf], [], [shelf]]
    key = (await stage.ticket(first)).id

    async def lines(language: str = "en") -> list[str]:
        async with stage.database.reading() as session:
            return [one.title for one in await offering.list_offers(session, key, language)]

    assert await lines() == await lines("ru") == [TITLE]
    await stage.does(vera, article_form.archive_article, shelf)
    assert await lines() == []
    offer = (await stage.ticket(first)).offered or [0]
    assert await stage.does(rita, outcome.record_reading, offer[0]) == shelf
    assert (await get(stage, Suggestion, offer[0])).opened_at is None
    await stage.does(vera, _published_again, shelf)
    for later in (0, 1):
        stage.later(hours=later)
        await stage.does(rita, outcome.record_reading, offer[0])
    opened = (await get(stage, Suggestion, offer[0])).opened_at
    assert opened is not None and opened < stage.now


async def _published_again(desk: Desk, key: int) -> None:
    row = await desk.session.get_one(Article, key)
    await article_form.publish_article(desk, key, row.revision)
    assert row.state is ArticleState.PUBLISHED


async def test_a_sentence_is_tried_as_if_somebody_new_wrote_it(stage: Stage, shelf: int, vera: Someone) -> None:
    key = await stage.does(vera, published, examples="what is the wifi password")
    draft = await stage.does(vera, written, "Other", examples="where do I park my car")

    async def tried(said: str) -> tuple[Any, list[int]]:
        async with stage.database.reading() as session:
            found = await preset_trial.try_sentence(session, said, "en")
        return found.preset, [one.article_id for one in found.articles]

    assert await tried("what is the wifi password please?") == ((key, "Wi-fi"), [])
    assert await tried(ASKED) == (None, [shelf])
    assert await tried(f"{ASKED} Ridiculous!!!") == (None, [])
    assert draft and await tried("where do I park my car?") == (None, [])


# Preset answers as admins see and edit them


async def test_they_are_listed_by_state_and_title_with_what_became_of_them(
    stage: Stage, rita: Someone, vera: Someone
) -> None:
    keys = {}
    for title, verb in (("beta", published), ("Alpha", published), ("Delta", written), ("gone", published)):
        examples = f"what is the {title} password\nwhere is the {title} key"
        keys[title] = await stage.does(vera, verb, title, examples)
    await stage.does(vera, presets.archive_preset, keys["gone"])
    await stage.does(vera, presets.set_title, keys["beta"], "Beta")
    numbers = [await stage.files(rita, f"The lift of hall {n} is stuck") for n in range(3)]
    async with stage.database.unit_of_work() as session:
        for number, what in zip(numbers, ("helped", "person", None), strict=True):
            given = {"ticket_id": (await stage.ticket(number)).id, "person_id": rita.id, "preset_id": keys["Alpha"]}
            if what == "person":
                given["preset_id"] = keys["beta"]
            if what is None:
                given["preset_id"] = keys["gone"]
            session.add(Suggestion(**given, position=1, score=1.0, shown_at=stage.now, outcome=what))
    async with stage.database.reading() as session:
        found = await preset_list.list_presets(session)
        shown = await preset_list.load_preset(session, keys["Alpha"])
        assert await preset_list.load_preset(session, 999) is None
    assert [(one.title, one.state.value, one.waits, one.given, one.helped) for one in found] == [
        ("Alpha", "published", False, 1, 1), ("Beta", "published", True, 1, 0), ("Delta", "draft", False, 0, 0),
        ("gone", "old", False, 1, 0),
    ]  # fmt: skip
    assert shown is not None and (shown.line.given, shown.line.helped, sorted(shown.texts)) == (1, 1, ["en", "ru"])


@pytest.mark.parametrize(
    ("count", "of", "too_many"), [(2, 2, False), (3, 10, True), (3, 30, False), (4, 39, True), (4, 40, False)]
)
def test_a_tenth_is_too_much_and_two_never_are(count: int, of: int, too_many: bool) -> None:
    assert PresetHits(count, of).too_many is too_many


async def test_it_is_looked_for_among_words_of_requesters_that_stand(
    stage: Stage, rita: Someone, vera: Someone
) -> None:
    key = await stage.does(vera, written, examples="what is the wifi password")
    numbers = [
        await stage.files(rita, said) for said in ("What is the wifi password?", "The lift is stuck in hall two")
    ]
    ticket = await stage.ticket(numbers[1])
    for kind, more in ((EntryKind.NOTE, {}), (EntryKind.COMMENT, {"withdrawn_at": stage.now}), (EntryKind.REPLY, {})):
        async with stage.database.unit_of_work() as session:
            session.add(
                offering.Entry(
                    ticket_id=ticket.id, author_id=rita.id, author_name="R", kind=kind, origin=Origin.TELEGRAM,
                    created_at=stage.now, body="what is the wifi password", **more,
                )
            )  # fmt: skip
    async with stage.database.reading() as session:
        row = await session.get_one(PresetAnswer, key)
        found = await preset_hits.count_hits(session, await presets.compute_stems(session, row))
        check = await preset_list.check_preset(session, key)
    assert found == PresetHits(1, 2, ((numbers[0], "What is the wifi password?"),))
    assert check is not None and (check.hits, check.lacks) == (found, None)
