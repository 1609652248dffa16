"""The message that a request is resolved, with the questions that follow it."""

from bot.features.ticket import buttons as ticket_buttons
from bot.views import Reader, Rendered, Row, compose, keyboards
from db.models import Status
from desk.i18n import catalog
from desk.policy.rating_rules import BY_SILENCE
from desk.queries.ticket_card import TicketCard
from desk.text import RichText


def render_resolution(reader: Reader, card: TicketCard) -> Rendered | None:
    """Render the resolved message for the ticket's current state; None for anyone but its requester."""
    if card.requester.id != reader.person.id:
        return None
    if card.status is Status.RESOLVED:
        return _render_words(card, _question(reader, card), _answers(reader, card))
    if card.status is Status.CLOSED:
        return _closed_words(reader, card)
    if card.status is Status.CANCELLED:
        return _render_words(card, reader.say_rich("resolved-cancelled", number=card.number))
    return _render_words(card, _back(reader, card))


def _render_words(card: TicketCard, words: RichText, buttons: tuple[Row, ...] = ()) -> Rendered:
    return Rendered(words, buttons, ticket_id=card.id)


def _by_silence(card: TicketCard) -> bool:
    return card.end_reason == BY_SILENCE


def _question(reader: Reader, card: TicketCard) -> RichText:
    if _by_silence(card):
        return reader.say_rich("resolved-ask-silence", number=card.number)
    if card.resolver and card.resolver != card.requester.name:  # not for a task of their own
        return reader.say_rich("resolved-ask", number=card.number, name=card.resolver)
    return reader.say_rich("resolved-ask-team", number=card.number)


def _answers(reader: Reader, card: TicketCard) -> tuple[Row, ...]:
    if _by_silence(card):
        return (keyboards.make_solved_row(reader, card.number, yes="btn-not-needed", no="btn-still-needed"),)
    return (keyboards.make_solved_row(reader, card.number),)


def _awaits_word(reader: Reader, card: TicketCard) -> bool:
    """Return True if there are stars but no comment yet, and the time for one is not over."""
    return card.rating is not None and card.word_until is not None and reader.now < card.word_until


def _closed_words(reader: Reader, card: TicketCard) -> Rendered:
    number, stars = card.number, catalog.STAR * (card.rating or 0)
    if card.agent_mark is not None and card.agent_mark.is_open:
        word = int(_awaits_word(reader, card))
        words = reader.say_rich("resolved-agent", stars=stars, name=card.agent_mark.name, word=word)
        return _render_words(card, words, keyboards.make_agent_stars(reader, number))
    if _awaits_word(reader, card):
        skip = ticket_buttons.Rate(number=number, stars=ticket_buttons.RateSkip.SKIP)
        later = reader.make_button("btn-not-now", skip)
        return _render_words(card, reader.say_rich("resolved-word", stars=stars), ((later,),))
    if card.rating is not None:
        return _render_words(card, reader.say_rich("resolved-thanks-stars", number=number, stars=stars))
    if card.rated:
        return _render_words(card, reader.say_rich("resolved-thanks", number=number))
    if card.rating_asked:
        key = "resolved-stars-silence" if _by_silence(card) else "resolved-stars"
        return _render_words(card, reader.say_rich(key, number=number), keyboards.make_star_rows(reader, number))
    key = "resolved-closed-silence" if _by_silence(card) else "resolved-closed"
    return _render_words(card, reader.say_rich(key, number=number))


def _back(reader: Reader, card: TicketCard) -> RichText:
    if card.status is not Status.REOPENED:
        return reader.say_rich("resolved-back", number=card.number)
    other_side = reader.say_rich("resolved-not-yet-team", number=card.number)
    if card.assignee is not None:
        other_side = reader.say_rich("resolved-not-yet", number=card.number, name=card.assignee.name)
    if not _owes_what_is_left(card):
        return other_side
    what_is_left = reader.say("resolved-left" if card.requester_open <= 1 else "resolved-left-by-reply")
    return compose.join([other_side, what_is_left], " ")


def _owes_what_is_left(card: TicketCard) -> bool:
    """Return True if the requester reopened it and has not said yet what is still wrong."""
    solved_at = max((turn.at for turn in card.told.history if turn.what == Status.RESOLVED), default=card.created_at)
    said = any(entry.by_requester and not entry.small_talk and entry.at >= solved_at for entry in card.last)
    return card.needs_answer and not said
