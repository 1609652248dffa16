"""A desk has several addresses, each with a name and a topic, and answers from the one that was written to."""

from sqlalchemy import text

from db.database import Database
from db.models import Category
from db.settings import DeskAddress
from desk import installation
from desk.tickets.topic_names import fold_topic_name
from mail import marks
from tests.flows.acts import answers
from tests.flows.phone import words
from tests.flows.scenes import row
from tests.mail.post import ADDRESS, Post, posted, text_in
from tests.mail.test_by_mail import KIM, _comments, _number, _tickets
from tests.sql import add, execute, scalar
from tests.texts import IN_BOTH

BILLS, HELP = "bills@desk.example", "help@firm.example"
OTHERS = (DeskAddress(BILLS, "Bills Inc", "bills and  ORDERS"), DeskAddress(HELP, "", "No such topic"))


async def _topic_of(post: Post, number: int) -> str | None:
    said = "select c.name from tickets t left join categories c on c.id = t.category_id where t.number = :n"
    return str((await row(post.stage, said, n=number)).name)


async def _answered(post: Post, number: int, said: str) -> str:
    """Olga answers; return the headers that say who the answer is from."""
    await answers(post.stage.olga, number, said)
    await post.settle()
    mail = next(one for one in reversed(post.take_sent()) if said in text_in(one))
    assert post.server.senders[-1] == mail["From"].rpartition("<")[2].strip("> ")
    return f"{mail['From']} {mail['Reply-To']}"


@IN_BOTH
async def test_an_answer_leaves_from_the_address_that_was_written_to(database: Database, language: str) -> None:
    async with posted(database, language=language, locale=language, others=OTHERS) as post:
        name = "Bills and Orders"
        await add(post.stage, Category(name=name, folded=fold_topic_name(name), names={language: name}))
        await post.writes(KIM, "The bill is wrong", to=f"Us <{BILLS}>, {HELP}", Delivered_To=ADDRESS)
        first = await _number(post)
        card = words(await post.stage.olga.containing("The bill is wrong"))
        assert await _topic_of(post, first) == "Bills and Orders"
        assert HELP not in card, "it is the desk's own"
        await post.stage.olga.presses(f"claim:{first}")
        said = await _answered(post, first, "Which bill?")
        assert f"Bills Inc <{BILLS}> bills+t" in said
        await post.writes(KIM, "Number 7", answers=post.server.sent[-1])
        await post.writes(KIM, "No, 8", answers=post.server.sent[-1], Cc=f"{HELP}, support+x@desk.example")
        assert (await _comments(post))[1:] == ["Number 7", "No, 8"]
        assert f"Bills Inc <{BILLS}>" in await _answered(post, first, "Thank you")
        assert post.server.sent[-1]["Cc"] is None, "no address of the desk has a copy"
        await post.writes(KIM, "The lift stands still", subject="Lift", to="noted@elsewhere.example", Delivered_To=HELP)
        second = await _number(post)
        assert await _topic_of(post, second) == "None", "a topic that is gone is none"
        await post.stage.olga.presses(f"claim:{second}")
        assert f"<{HELP}> help+t" in await _answered(post, second, "Which lift?")
        assert await _tickets(post) == 2


async def test_a_mail_of_the_desk_to_itself_is_no_loop_at_any_of_its_addresses(database: Database) -> None:
    async with posted(database, others=OTHERS) as post:
        await post.writes(KIM, "The bill is wrong", to=BILLS)
        receipt = post.take_one()
        post.server.deliver(receipt.as_bytes())
        await post.writes(f"Us <{HELP}>", "Out of office", subject="Away", to=BILLS)
        assert post.take_sent() == [], "nothing is answered that one of the desk's addresses sent"
        await post.writes(KIM, "It still is", answers=receipt, Cc=f"{BILLS}, {ADDRESS}, bills+7@desk.example")
        assert await scalar(post.stage, "select count(*) from ticket_participants") == 0


async def test_what_was_written_to_an_address_that_is_gone_is_answered_from_the_main_one(database: Database) -> None:
    async with posted(database, others=OTHERS) as post:
        await post.writes(KIM, "The bill is wrong", to=BILLS)
        await execute(post.stage, "update tickets set answers_from = 'old@desk.example'")
        await post.stage.olga.presses(f"claim:{await _number(post)}")
        assert f"Help <{ADDRESS}> support+t" in await _answered(post, await _number(post), "Which bill?")
        async with post.stage.database.reading() as session:
            key = (await installation.load_row(session)).file_key
            ticket = int(await session.scalar(text("select id from tickets")))
        marked = marks.make_reply_address(key, "old@desk.example", ticket)
        await post.writes(KIM, "Number 7", subject="x", to=f"{marked}, boss@client.example", Cc=ADDRESS)
        assert (await _comments(post))[1:] == ["Number 7"], "what is marked there is found, too"
        await _answered(post, await _number(post), "Thank you")
        assert post.server.sent[-1]["Cc"] == "boss@client.example", "and is the desk's own"
