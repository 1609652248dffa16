"""Which question a message asks that the map of messages does not have; what its person sees of one, and when."""

from db.models import Message, MessageKind, Person, Question, QuestionKind
from desk.queries import questions
from tests.desk.stage import BOT, Someone, Stage
from tests.sql import add


async def test_it_is_the_one_about_the_words_it_replies_to_or_the_only_one_there_is(stage: Stage) -> None:
    rita, ben = await stage.person("Rita"), await stage.person("Ben")
    of_rita, other = [(await stage.entries(await stage.files(rita, said)))[0].id for said in ("No heating", "No light")]
    asked = {"about": (rita, {"entries": [of_rita]}), "next": (rita, {}), "ben's": (ben, {"entries": [other]})}
    heard = ((BOT, 1, of_rita), (BOT, 2, other), (BOT + 1, 3, of_rita))  # the last one by another bot, in the same chat
    ids: dict[int | None, str] = {None: "none"}
    for name, (who, data) in asked.items():
        row = await add(stage, Question(person_id=who.id, kind=QuestionKind.WHERE_TO, data=data, asked_at=stage.now))
        ids[row.id] = name
    for bot, message_id, entry_id in heard:
        row_ = {"kind": MessageKind.SAID, "entry_id": entry_id, "sent_at": stage.now}
        await add(stage, Message(bot_id=bot, chat_id=rita.chat, message_id=message_id, **row_))

    async def found(who: Someone, replies_to: int | None) -> str:
        async with stage.database.sessions() as session:
            person = await session.get_one(Person, who.id)
            return ids[await questions.find_unrecorded_question(session, person, BOT, replies_to)]

    assert [await found(rita, one) for one in (1, 2, 3, None)] == ["about", "next", "none", "none"]
    assert await found(ben, None) == "ben's"


async def test_only_who_was_asked_about_the_same_reads_what_it_was_merged_into(stage: Stage, rita: Someone) -> None:
    part, whole = await stage.files(rita, "No heating"), await stage.files(rita, "It is cold")
    await stage.change(part, merged_into_id=(await stage.ticket(whole)).id)
    read = {}
    async with stage.database.unit_of_work() as session:
        for kind in (QuestionKind.ADD_SAME, QuestionKind.CLOSE):
            about = (await stage.ticket(part)).id
            row = Question(person_id=rita.id, kind=kind, data={}, asked_at=stage.now, ticket_id=about)
            session.add(row)
            await session.flush()
            found = await questions.load_question(session, row.id, await session.get_one(Person, rita.id))
            read[kind] = found and found.chosen
    assert read == {QuestionKind.ADD_SAME: whole, QuestionKind.CLOSE: None}
