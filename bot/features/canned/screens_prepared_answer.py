"""An answer before it is sent, with its receiver and the buttons Send and Change; then that it was sent."""

from bot.features.canned import buttons as canned_buttons
from bot.features.canned import screens_replies
from bot.views import Reader, Rendered, Row, compose, keyboards
from desk.canned import prepared_answer_view
from desk.canned.prepared_answer_view import PreparedInfo
from desk.canned.reply_keys import MARK
from desk.outbox import Show, Slot
from desk.text import RichText


async def render_prepared(reader: Reader, letter: Show) -> Rendered | None:
    """Render the answer that the slot names, or return None if it is not the reader's."""
    number, locale = Slot.parse(letter.slot).number, reader.settings.locale
    info = await prepared_answer_view.load_prepared(reader.session, number, reader.person, locale=locale)
    if info is None or await reader.find_ticket_id(info.number) is None:
        return None
    said = compose.join_lines([compose.quote_text(info.words), screens_replies.list_files(reader, info.files)])
    words = compose.join([_head(reader, info), said if info.is_open or info.sent else "", _below(reader, info)], "\n")
    return Rendered(words, _buttons(reader, info) if info.is_open else (), ticket_id=info.ticket_id)


def _head(reader: Reader, info: PreparedInfo) -> RichText:
    if not info.is_open:
        key = "prepared-waits" if info.waits else "prepared-sent" if info.sent else "prepared-replaced"
        return reader.say_rich(key, number=info.number, name=info.requester)
    made_of = f"{MARK}{info.key}" if info.key is not None else ""
    if info.like is not None:
        made_of = reader.say("prepared-like", number=info.like)
    return compose.join_dotted([reader.say_rich("prepared-head", number=info.number, name=info.requester), made_of])


def _below(reader: Reader, info: PreparedInfo) -> RichText:
    """Return the warnings to read before sending."""
    if not info.is_open:
        return RichText()
    lines = [
        reader.say_rich("prepared-held", name=info.holder) if info.holder is not None else "",
        reader.say_rich("prepared-finished", number=info.number) if info.finished else "",
        reader.say_rich("prepared-missing", number=info.number) if info.missing else "",
        reader.say_rich("prepared-foreign", name=info.requester, language=info.foreign) if info.foreign else "",
        reader.say_rich("prepared-change") if info.changing else "",
    ]
    return compose.join_lines(lines)


def _buttons(reader: Reader, info: PreparedInfo) -> tuple[Row, ...]:
    row = []
    if not info.missing:
        row.append(
            keyboards.make_main_button(
                reader.language, "btn-prepared-send", canned_buttons.CannedSend(prepared=info.id)
            )
        )
        if not info.finished and info.holder is None:
            solve = canned_buttons.CannedSolve(prepared=info.id)
            row.append(keyboards.make_button(reader.language, "btn-prepared-solve", solve))
    if not info.changing:
        press = canned_buttons.CannedChange(prepared=info.id)
        row.append(keyboards.make_button(reader.language, "btn-prepared-change", press))
    return (tuple(row),) if row else ()
