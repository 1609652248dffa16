"""Which question a message asks that the map of messages does not have; what its person sees of one, and when."""

import pytest

from db.models import Message, MessageKind, Person, Question, QuestionKind, Status
from desk.queries import questions
from tests.desk.stage import BOT, Someone, Stage

pytestmark = pytest.mark.accompanied


async def test_it_is_the_one_about_the_words_it_replies_to_or_the_only_one_there_is(stage: Stage) -> None:
    rita, ben = await stage.person("Rita"), await stage.person("Ben")
    of_rita, other = [(await stage.entries(await stage.files(rita, said)))[0].id for said in ("No heating", "No light")]
    asked = {"about": (rita, {"entries": [of_rita]}), "next": (rita, {}), "ben's": (ben, {"entries": [other]})}
    heard = ((BOT, 1, of_rita), (BOT, 2, other), (BOT + 1, 3, of_rita))  # the last one by another bot, in the same chat
    ids: dict[int | None, str] = {None: "none"}
    async with stage.database.unit_of_work() as session:
        for name, (who, data) in asked.items():
            row = Question(person_id=who.id, kind=QuestionKind.WHERE_TO, data=data, asked_at=stage.now)
            session.add(row)
            await session.flush()
            ids[row.id] = name
        for bot, message_id, entry_id in heard:
            row_ = {"kind": MessageKind.SAID, "entry_id": entry_id, "sent_at": stage.now}
            session.add(Message(bot_id=bot, chat_id=rita.chat, message_id=message_id, **row_))

    async def found(who: Someone, replies_to: int | None) -> str:
        async with stage.database.sessions() as session:
            person = await session.get_one(Person, who.id)
            return ids[await questions.asked_unrecorded(session, person, BOT, replies_to)]

    assert [await found(rita, one) for one in (1, 2, 3, None)] == ["about", "next", "none", "none"]
    assert await found(ben, None) == "ben's"


@pytest.mark.broad
async def test_a_question_is_its_persons_and_open_until_it_is_answered_closed_or_none(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    solved, ended = [await stage.files(rita, words) for words in ("The printer is on fire", "The lamp is broken")]
    await stage.change(solved, status=Status.RESOLVED)
    await stage.change(ended, status=Status.CANCELLED)
    options = [(await stage.ticket(n)).id for n in (solved, ended)]
    entries = [(await stage.entries(n))[0].id for n in (solved, ended)]
    at, kinds = stage.now, QuestionKind
    rows = {
        "which": (kinds.WHICH_TICKET, None, {"data": {"options": options, "entries": entries}}),
        "same": (kinds.ADD_SAME, None, {"data": {"options": options}}),
        "answered": (kinds.WHICH_TICKET, None, {"answered_at": at}),
        "over": (kinds.WHICH_TICKET, None, {"answered_at": at, "closed_at": at}),
        "closed": (kinds.WHICH_TICKET, None, {"closed_at": at}),
        "staffs": (kinds.HOLD_REASON, options[0], {}),
        "solved": (kinds.RESOLVED_ADDED, options[0], {}),
        "not solved": (kinds.RESOLVED_ADDED, options[1], {}),
    }
    given = [
        Question(person_id=rita.id, kind=kind, ticket_id=of, asked_at=at, **more) for kind, of, more in rows.values()
    ]
    async with stage.database.unit_of_work() as session:
        session.add_all(given)
        await session.flush()
        ids = [one.id for one in given]
    async with stage.database.reading() as session:
        viewer, other = await session.get_one(Person, rita.id), await session.get_one(Person, olga.id)
        found = {name: await questions.question(session, one, viewer) for name, one in zip(rows, ids, strict=True)}
        assert [await questions.question(session, one, other) for one in ids] == [None] * len(ids)
    seen = {name: one for name, one in found.items() if one is not None}
    assert [name for name, one in seen.items() if one.is_open] == ["which", "same", "solved"]
    assert [name for name, one in seen.items() if one.can_move] == ["answered"]
    assert set(rows) - set(seen) == {"staffs"}
    assert [[line.number for line in seen[name].options] for name in ("which", "same")] == [[solved], [solved]]
    assert seen["which"].last_text == "The lamp is broken"


@pytest.mark.broad
async def test_words_for_which_there_was_no_room_and_that_were_moved_since_may_become_new_again(
    stage: Stage, rita: Someone
) -> None:
    asked = {"person_id": rita.id, "kind": QuestionKind.WHICH_TICKET, "asked_at": stage.now, "answered_at": stage.now}
    async with stage.database.unit_of_work() as session:
        rows = [Question(data={"crowded": True, "new": is_new}, **asked) for is_new in (True, False)]
        session.add_all(rows)
        await session.flush()
        viewer = await session.get_one(Person, rita.id)
        found = [await questions.question(session, row.id, viewer) for row in rows]
    assert [(one.became_new, one.crowded) for one in found if one is not None] == [(True, True), (False, False)]
