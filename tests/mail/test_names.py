"""Who a mail is from: the person, the event of the request, the desk; in words that admins may change."""

from sqlalchemy import select

from db.database import Database
from db.models import Origin, Person
from desk import Desk
from desk.i18n import find_sentence
from desk.text import RichText
from desk.text_overrides import rewording
from tests.flows.acts import answers
from tests.mail.post import Post, posted, text_in
from tests.mail.test_by_mail import KIM, _number
from tests.texts import IN_BOTH, text_of


async def _rewords(post: Post, language: str, key: str, words: str) -> None:
    """Vera gives a text other words, as the panel does."""
    async with post.stage.database.unit_of_work() as session:
        vera = (await session.scalars(select(Person).where(Person.name == "Vera"))).one()
        desk = Desk(session, Origin.PANEL, vera, now=post.stage.clock(), rules=post.stage.settings)
        sentence = find_sentence(language, key)
        assert sentence is not None
        await rewording.reword_sentence(desk, sentence, RichText(words))


@IN_BOTH
async def test_mails_of_an_event_name_it_and_say_what_admins_wrote(database: Database, language: str) -> None:
    async with posted(database, language=language, locale=language) as post:
        vera, olga = post.stage.vera, post.stage.olga
        await post.writes(KIM, "The lamp is broken" if language == "en" else "Лампа не горит совсем")
        assert text_of("mail-signature", language, named=1, name="Help") in text_in(post.take_one())
        await vera.writes(f'/event new "Fair" {post.stage.clock():%Y-%m-%d}')
        await _rewords(post, language, "mail-reply", "Write back, +7 916 000")
        await post.writes("Lee <lee@client.example>", "The lift hangs" if language == "en" else "Лифт застрял совсем")
        receipt, number = post.take_one(), await _number(post)
        assert "Fair · Help" in receipt["From"]
        assert text_of("mail-signature", language, named=1, name="Fair · Help") in text_in(receipt)
        assert "Write back, +7 916 000" in text_in(receipt)
        await olga.presses(f"claim:{number}")
        await answers(olga, number, "We come." if language == "en" else "Идём.")
        await post.settle()
        assert "Olga · Fair · Help" in post.take_sent()[-1]["From"]
