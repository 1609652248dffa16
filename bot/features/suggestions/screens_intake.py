"""Questions about a request, as its requester sees them: open, answered, skipped or over; and the answers as staff read
them."""

from bot.features.suggestions import buttons
from bot.views import Reader, RenderedButton, Row, compose, keyboards
from desk.queries.questions import FormQuestion, QuestionInfo
from desk.queries.ticket_card import TicketCard
from desk.text import RichText, shorten_line
from desk.topics.questions import get_text

_NOTHING = FormQuestion({}, None)
_ON_A_CARD = 60  # characters of a question, and of an answer


def make_intake_part(reader: Reader, question: QuestionInfo) -> tuple[RichText, tuple[Row, ...]]:
    """Return the question's words in its current state, and its buttons."""
    to_say = question.to_say or _NOTHING
    words = _words(reader, question.number or 0, to_say)
    if question.is_open:
        how = RichText(reader.say("ask-how-reply" if reader.is_staff else "ask-how")).with_style("italic")
        return compose.join_lines([words, how]), _buttons(reader, question.id, to_say)
    if question.is_answered:
        return compose.join_lines([words, RichText(f"✓ {to_say.value}") if to_say.value else ""]), ()
    over = RichText(reader.say("ask-skipped" if to_say.skipped else "ask-over")).with_style("italic")
    return compose.join_lines([words, over]), ()


def _words(reader: Reader, number: int, to_say: FormQuestion) -> RichText:
    if not to_say.text:
        return reader.say_rich("ask-missing", number=number)
    return reader.say_rich("ask-topic", number=number, text=get_text({"text": to_say.text}, reader.language))


def _buttons(reader: Reader, question_id: int, to_say: FormQuestion) -> tuple[Row, ...]:
    before = [
        RenderedButton(one.value, buttons.FillIn(question=question_id, entry=one.entry_id).pack())
        for one in to_say.before
    ]
    key = "btn-skip-all" if to_say.more else "btn-skip"
    return (
        *keyboards.arrange_rows(before, 2),
        (keyboards.make_button(reader.language, key, buttons.FillSkip(question=question_id)),),
    )


def format_intake_on_card(ticket: TicketCard) -> RichText:
    """Return the answers, shortened for a card."""
    return compose.join_lines(
        _line(shorten_line(one.label, _ON_A_CARD), shorten_line(one.value, _ON_A_CARD)) for one in ticket.form
    )


def format_intake_lines(ticket: TicketCard) -> RichText:
    """Return the answers, a line each."""
    return compose.join_lines(_line(one.label, one.value) for one in ticket.form)


def _line(label: str, value: str) -> RichText:
    return RichText(label).with_style("italic") + RichText(" ") + compose.make_bold(value)
