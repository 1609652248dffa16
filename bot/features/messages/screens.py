"""Questions about words: which ticket they belong to, open, answered (with buttons to move them), or expired."""

from collections.abc import Callable, Sequence

from bot.features import registration
from bot.features.focus import FocusEnd
from bot.features.help.screens_staff import HelpPage
from bot.features.organizations import screens
from bot.features.requests.screens import RECEIPTS_OF_ENDED
from bot.features.suggestions import buttons as suggestion_buttons
from bot.features.suggestions import receipt_parts
from bot.features.ticket import buttons as ticket_buttons
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from db.models import QuestionKind, Status
from desk.act_catalogue import find_asking
from desk.outbox import Show
from desk.queries import questions
from desk.queries.lists import TicketRow
from desk.queries.questions import QuestionInfo
from desk.questions.focus import LASTS
from desk.text import RichText, shorten_line
from desk.topics import editing


async def show_question(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question that the letter names, or return None if it is not the reader's."""
    asked = await questions.load_question(reader.session, letter.question_id or 0, reader.person)
    return render_question(reader, asked) if asked else None


def render_question(reader: Reader, asked: QuestionInfo) -> Rendered | None:
    """Render a question, or return None for a kind that has no message of its own."""
    make = FACES.get(asked.kind)
    if make is None:
        return None
    words, buttons = make(reader, asked)
    return Rendered(words, buttons, question_id=asked.id)


_Face = tuple[RichText, tuple[Row, ...]]


def _new(reader: Reader, key: str = "btn-new") -> RenderedButton:
    return reader.make_button(key, ticket_buttons.ChooseRequest(target=ticket_buttons.NoTicket.NEW))


def _offers(reader: Reader, lines: Sequence[TicketRow], *last: RenderedButton) -> tuple[Row, ...]:
    """Return a button per ticket with its subject, one a row, then the other buttons."""
    tickets = [
        reader.make_button(
            "btn-ticket",
            ticket_buttons.ChooseRequest(target=t.number),
            number=t.number,
            subject=t.subject.say_in(reader.language),
        )
        for t in lines
    ]
    return (*keyboards.arrange_rows(tickets, 1), *((last,) if last else ()))


def _which_ticket(reader: Reader, asked: QuestionInfo) -> _Face:
    others = [line for line in asked.options if line.number != asked.chosen]
    if asked.is_open:
        falls = ""
        if asked.falls_to is not None and asked.minutes is not None:
            minutes = max(1, round(asked.minutes))
            falls = reader.say("which-ticket-default", minutes=minutes, number=asked.falls_to)
        question = compose.join_lines([reader.say_rich("which-ticket"), RichText(falls).with_style("italic")])
        return question, _offers(reader, asked.options, _new(reader))
    if asked.also:
        return reader.say_rich(
            "which-ticket-all", number=asked.chosen or 0, also=", ".join(f"#{number}" for number in asked.also)
        ), ()
    return _answered_words(reader, asked, "which-ticket-done", "which-ticket-new"), (
        _offers(reader, others, *(() if asked.became_new else (_new(reader),))) if asked.can_move else ()
    )


def _answered_words(reader: Reader, asked: QuestionInfo, done: str, became_new: str) -> RichText:
    if asked.chosen is None:
        return reader.say_rich("taken-back" if asked.gone else "where-to-none")
    return reader.say_rich(became_new if asked.became_new else done, number=asked.chosen)


def _where_to(reader: Reader, asked: QuestionInfo) -> _Face:
    if not asked.is_open:
        return _answered_words(reader, asked, "where-to-done", "where-to-new"), ()
    names = [line.requester for line in asked.options]
    alike = len(set(names)) < len(names)  # a name alone would not say which ticket
    tickets = [
        reader.make_button(
            "btn-ticket-about" if alike else "btn-ticket-of",
            ticket_buttons.ChooseRequest(target=line.number),
            number=line.number,
            name=line.requester,
            subject=line.subject.say_in(reader.language),
        )
        for line in asked.options
    ]
    nowhere = reader.make_button("btn-nowhere", ticket_buttons.ChooseRequest(target=ticket_buttons.NoTicket.NONE))
    question = reader.say_rich("where-to", n=asked.waiting)
    if not asked.options and asked.waiting == 1:
        question = reader.say_rich("where-to-own")
    elif not asked.options:
        question = reader.say_rich("where-to-own-more", n=asked.waiting)
    return question, (
        *keyboards.arrange_rows(tickets, 1 if alike else 2),
        (_new(reader, "btn-own"),),
        (nowhere, reader.make_button("btn-help", HelpPage())),
    )


def _not_yours(reader: Reader, asked: QuestionInfo) -> _Face:
    if not asked.is_open:
        if asked.undone:
            return reader.say_rich("colleagues-nothing-done", number=asked.number or 0), ()
        if asked.is_doubtful and asked.dropped:
            return reader.say_rich("colleagues-note-done", number=asked.number or 0), ()
        return _answered_words(reader, asked, "where-to-done", "where-to-new"), ()
    number = asked.number or 0
    line = next((line for line in asked.options if line.number == number), None)
    if asked.is_doubtful:
        return _whether_seen(reader, number, line.requester if line is not None else "")
    yes = reader.make_button("btn-answer-there", ticket_buttons.ChooseRequest(target=number), number=number)
    nowhere = reader.make_button("btn-nowhere", ticket_buttons.ChooseRequest(target=ticket_buttons.NoTicket.NONE))
    if line is not None and line.assignee is not None:
        return reader.say_rich("not-yours", number=number, name=line.assignee), ((yes, nowhere),)
    return reader.say_rich("not-yours-nobody", number=number), ((yes, nowhere),)


def _whether_seen(reader: Reader, number: int, name: str) -> _Face:
    """Return the question whether words that are not wholly read are for the requester."""
    send = ticket_buttons.ChooseRequest(target=number)
    inside = ticket_buttons.ChooseRequest(target=ticket_buttons.NoTicket.NONE)
    buttons = (
        reader.make_main_button("btn-colleagues-note", inside),
        reader.make_button("btn-send-words", send),
    )
    return reader.say_rich("colleagues-note", number=number, name=name), (buttons,)


def _resolved_face(reader: Reader, asked: QuestionInfo) -> _Face:
    number = asked.number or 0
    if asked.gone:
        return reader.say_rich("taken-back"), ()
    if not asked.is_open:
        if asked.became_new:
            return reader.say_rich("question-new-request", number=asked.chosen or number), ()
        return reader.say_rich("which-ticket-done", number=asked.chosen or number), ()
    solved = keyboards.make_solved_row(reader, number, yes="btn-solved", no="btn-no")
    return reader.say_rich("resolved-added", number=number), (solved, (_new(reader),))


def _closed_face(reader: Reader, asked: QuestionInfo) -> _Face:
    number = asked.number or 0
    if not asked.is_open:
        if asked.became_new:
            return reader.say_rich("question-new-request", number=asked.chosen or number), ()
        return reader.say_rich("reopened" if asked.is_answered else "where-to-none", number=number), ()
    line = next((line for line in asked.options if line.number == number), None)
    cancelled = line is not None and line.status is Status.CANCELLED
    reopen = reader.make_button("btn-reopen", ticket_buttons.Reopen(number=number))
    return reader.say_rich("cancelled-reply" if cancelled else "closed-reply", number=number), ((reopen, _new(reader)),)


def _add_same(reader: Reader, asked: QuestionInfo) -> _Face:
    """Return the question whether a request belongs to an earlier one, or its outcome."""
    if not asked.is_open or not asked.options:
        key = "add-same-done" if asked.chosen is not None and not asked.became_new else "add-same-over"
        return reader.say_rich(key, number=asked.number or 0, into=asked.chosen or 0), ()
    line = asked.options[0]
    add = reader.make_main_button("btn-add-same", ticket_buttons.ChooseRequest(target=line.number), number=line.number)
    named = line.subject.say_in(reader.language)
    words = reader.say_rich("add-same", number=asked.number or 0, into=line.number, subject=named)
    return words, ((add, _new(reader, "btn-not-same")),)


def _add_to(reader: Reader, asked: QuestionInfo) -> _Face:
    if asked.gone:
        return reader.say_rich("taken-back"), ()
    key = "add-next" if asked.is_open else "which-ticket-done" if asked.is_answered else "add-next-over"
    return reader.say_rich(key, number=asked.chosen or asked.number or 0), ()


def _subject(reader: Reader, asked: QuestionInfo) -> _Face:
    named = asked.options[0].subject.say_in(reader.language) if asked.options else ""
    key = "subject-ask" if asked.is_open else "subject-set" if asked.is_answered else "subject-kept"
    return reader.say_rich(key, number=asked.number or 0, subject=named), ()


def _new_next(reader: Reader, asked: QuestionInfo) -> _Face:
    key = "new-next" if asked.is_open else "new-next-used" if asked.is_answered else "new-next-over"
    example = editing.find_example(reader.settings, reader.language, asked.category_id) if asked.is_open else ""
    shown = reader.say_rich("request-example", example=example) if example else ""
    return compose.join_lines([reader.say_rich(key), shown]), ()


def _reason(reader: Reader, asked: QuestionInfo) -> _Face:
    act, asks = find_asking(asked.kind, asked.act)
    key = f"{asks.said or act.name}-{'ask' if asked.is_open else 'stored'}"
    return reader.say_rich(key, number=asked.chosen or asked.number or 0), ()


def _rating_word(reader: Reader, asked: QuestionInfo) -> _Face:
    if asked.gone:
        return reader.say_rich("taken-back"), ()
    number = asked.number or 0
    if asked.became_new:
        its = reader.make_button("btn-about-number", ticket_buttons.Reopen(number=number), number=number)
        return reader.say_rich("question-new-request", number=asked.chosen or 0), ((its,),) if asked.can_move else ()
    reopen = reader.make_main_button("btn-reopen-number", ticket_buttons.Reopen(number=number), number=number)
    is_new = _new(reader, "btn-this-is-new")
    if asked.is_open:
        about = ticket_buttons.ChooseRequest(target=ticket_buttons.NoTicket.NONE)
        agent = next((option.assignee for option in asked.options), None)
        words = reader.say_rich("rating-doubt-ask", name=agent) if agent else reader.say_rich("rating-doubt-ask-team")
        rating = reader.make_button("btn-about-rating", about)
        return words, ((reopen,), (rating, is_new))
    if asked.chosen is not None:
        return reader.say_rich("reopened", number=number), ()
    if asked.can_move and asked.options and not asked.dropped:
        return reader.say_rich("rating-doubt-over", number=number), ((reopen, is_new),)
    return reader.say_rich("resolved-word-stored"), ((is_new,),) if asked.can_move else ()


def _close(reader: Reader, asked: QuestionInfo) -> _Face:
    number = asked.number or 0
    if not asked.is_open:
        ended = (RECEIPTS_OF_ENDED[one.status] for one in asked.options if one.status in RECEIPTS_OF_ENDED)
        return reader.say_rich(next(ended, "close-stays"), number=number), ()
    yes = ticket_buttons.ChooseRequest(target=number)
    no = ticket_buttons.ChooseRequest(target=ticket_buttons.NoTicket.NONE)
    buttons = (
        reader.make_main_button("btn-close-it", yes),
        reader.make_button("btn-keep-open", no),
    )
    return reader.say_rich("close-ask", number=number), (buttons,)


def _wrote_mail(reader: Reader, asked: QuestionInfo) -> _Face:
    """Return the question whether the reader wrote a mail, or its outcome. Its subject may be of anybody: no link in
    it can be pressed."""
    number = asked.number or 0
    if not asked.is_open:
        key = (
            "wrote-mail-yes"
            if asked.chosen is not None
            else "wrote-mail-no"
            if asked.is_answered
            else "wrote-mail-over"
        )
        return reader.say_rich(key, number=number), ()
    named = shorten_line(asked.options[0].subject.say_in(reader.language), 60) if asked.options else ""
    yes = ticket_buttons.ChooseRequest(target=number)
    no = ticket_buttons.ChooseRequest(target=ticket_buttons.NoTicket.NONE)
    buttons = (
        reader.make_button("btn-wrote-mail", yes),
        reader.make_button("btn-wrote-no-mail", no),
    )
    return reader.say_rich("wrote-mail", subject=named, n=asked.mails), (buttons,)


def _preset(reader: Reader, asked: QuestionInfo) -> _Face:
    """Return an automatic answer. Its buttons go once an agent was called, has taken the request, or it has ended."""
    if not asked.is_open or asked.number is None:
        return asked.said, ()
    helped = reader.make_main_button("btn-helped", suggestion_buttons.Helped(number=asked.number))
    person = reader.make_button("btn-need-person", suggestion_buttons.NeedPerson(number=asked.number))
    return asked.said, ((helped, person),)


def _focus(reader: Reader, asked: QuestionInfo) -> _Face:
    number = asked.number or 0
    if not asked.is_open:
        return reader.say_rich("focus-off", number=number), ()
    name = asked.options[0].requester if asked.options else ""
    minutes = round(LASTS.total_seconds() / 60)
    end = reader.make_button("btn-focus-off", FocusEnd(number=number))
    return reader.say_rich("focus-on", number=number, name=name, minutes=minutes), ((end,),)


FACES: dict[QuestionKind, Callable[[Reader, QuestionInfo], _Face]] = {
    QuestionKind.RATING_WORD: _rating_word,
    QuestionKind.WHICH_TICKET: _which_ticket,
    QuestionKind.WHERE_TO: _where_to,
    QuestionKind.NOT_YOURS: _not_yours,
    QuestionKind.RESOLVED_ADDED: _resolved_face,
    QuestionKind.CLOSED_REPLY: _closed_face,
    QuestionKind.ADD_TO: _add_to,
    QuestionKind.ADD_SAME: _add_same,
    QuestionKind.PRESET: _preset,
    QuestionKind.MISSING: receipt_parts.make_intake_part,
    QuestionKind.TOPIC_FORM: receipt_parts.make_intake_part,
    QuestionKind.ORGANIZATION: screens.make_question,
    QuestionKind.REGISTER: registration.make_step_part,
    QuestionKind.NEW_NEXT: _new_next,
    QuestionKind.SUBJECT: _subject,
    QuestionKind.HOLD_REASON: _reason,
    QuestionKind.ESCALATION: _reason,
    QuestionKind.FOCUS: _focus,
    QuestionKind.CLOSE: _close,
    QuestionKind.WROTE_MAIL: _wrote_mail,
}
