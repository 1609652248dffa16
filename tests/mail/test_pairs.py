"""Mail beside what may happen meanwhile to a request or a person: nothing is lost, and nothing reaches anybody else."""


from db.database import Database
from tests.flows.acts import answers
from tests.flows.phone import words
from tests.mail.post import posted, text_in
from tests.mail.test_endings import _revoke
from tests.mail.test_side_conversations import ON, _held
from tests.texts import text_of

BOSS = "boss@client.example"


async def test_an_answer_while_the_mailbox_is_revoked_is_told_to_its_author(database: Database) -> None:
    async with posted(database, **ON) as post:
        olga, number = post.stage.people["Olga"], await _held(post, "The pump leaks", Cc=BOSS)
        await _revoke(post, "now()")
        await answers(olga, number, "We come on Tuesday")
        await post.settle()
        assert words(await olga.last()) == text_of("answer-mail-revoked", number=number, name="Kim Lee")
        await _revoke(post, "null")
        await post.pass_time(minutes=10)
        assert post.take_sent() == [], "nor does it leave later, when they may have said it in another way"
        await answers(olga, number, "And we bring a seal")
        await post.settle()
        assert "And we bring a seal" in text_in(post.take_one())
