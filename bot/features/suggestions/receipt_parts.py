"""The parts of a receipt that offer something: questions of the topic, an article, an automatic answer."""

from dataclasses import replace

from bot.features.suggestions import buttons
from bot.features.ticket import buttons as ticket_buttons
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from bot.views.reader import LABEL
from desk.queries import questions
from desk.queries.questions import FormQuestion, QuestionInfo
from desk.queries.ticket_card import TicketCard
from desk.suggestions import offering
from desk.text import RichText, shorten_line
from desk.topics.questions import get_text

_NOTHING = FormQuestion({}, None)


def make_intake_part(reader: Reader, question: QuestionInfo) -> tuple[RichText, tuple[Row, ...]]:
    """Return the question's words in its current state, and its buttons."""
    to_say = question.to_say or _NOTHING
    words = _words(reader, question.number or 0, to_say)
    if question.is_open:
        how = RichText(reader.say("ask-how-reply" if reader.is_staff else "ask-how")).with_style("italic")
        return compose.join_lines([words, how]), _buttons_of_intake(reader, question.id, to_say)
    if question.is_answered:
        return compose.join_lines([words, RichText(f"✓ {to_say.value}") if to_say.value else ""]), ()
    over = RichText(reader.say("ask-skipped" if to_say.skipped else "ask-over")).with_style("italic")
    return compose.join_lines([words, over]), ()


def _words(reader: Reader, number: int, to_say: FormQuestion) -> RichText:
    if not to_say.text:
        return reader.say_rich("ask-missing", number=number)
    return reader.say_rich("ask-topic", number=number, text=get_text({"text": to_say.text}, reader.language))


def _buttons_of_intake(reader: Reader, question_id: int, to_say: FormQuestion) -> tuple[Row, ...]:
    before = [
        RenderedButton(one.value, buttons.FillIn(question=question_id, entry=one.entry_id).pack())
        for one in to_say.before
    ]
    key = "btn-skip-all" if to_say.more else "btn-skip"
    return (
        *keyboards.arrange_rows(before, 2),
        (reader.make_button(key, buttons.FillSkip(question=question_id)),),
    )


_FEWER = 1


async def make_suggestion_part(
    reader: Reader, card: TicketCard, *, fewer: bool
) -> tuple[RichText, tuple[Row, ...]] | None:
    """Return the line and the buttons, `fewer` if a known problem is shown too; None if nothing is suggested (any
    more)."""
    if not card.offered or not card.offers_open:
        return None
    if card.alerts_at is not None:
        return RichText(), ()
    known = await offering.list_offers(reader.session, card.id, reader.language)
    helped = reader.make_button("btn-helped", buttons.Helped(number=card.number))
    if not known:
        return RichText(), ((helped,),)
    known = known[:_FEWER] if fewer else known
    articles = tuple((_article(one),) for one in known)
    return reader.say_rich("receipt-offered", n=len(known)), (*articles, (helped,))


def _article(one: offering.OfferLine) -> RenderedButton:
    return RenderedButton(shorten_line(one.title, LABEL), buttons.OfferRead(offer=one.id).pack())


async def offer_rated(reader: Reader, card: TicketCard, made: Rendered | None) -> Rendered | None:
    """Offer on the receipt of what was written after the stars that it is about the rated request, or say it was."""
    has_others = made is not None and card.requester_total
    asked = await questions.load_of_receipt(reader.session, card.number, reader.person) if has_others else None
    if made is None or asked is None or asked.number is None:
        return made
    if not asked.became_new:
        return Rendered(reader.say_rich("reopened", number=asked.number), ticket_id=card.id)
    its = reader.make_button("btn-about-number", ticket_buttons.Reopen(number=asked.number), number=asked.number)
    return replace(made, buttons=(*made.buttons, (its,))) if asked.can_move else made
