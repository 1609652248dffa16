"""What a requester is told of: the switches, and the message that gathers a day's lines."""

from bot.features.announcements import screens as mailings
from bot.features.notifications import buttons as own_callbacks
from bot.features.ticket import buttons as ticket_callbacks
from bot.views import Reader, Rendered, RenderedButton, compose, keyboards
from desk.announcements.audience import wants_mailings
from desk.announcements.switch import has_used_switch
from desk.i18n.formats import format_args
from desk.outbox import Show, Slot
from desk.policy import RequesterNotification, is_wanted
from desk.queries import requester_digest as digests
from desk.queries.requester_digest import DigestRow
from desk.text import RichText

_MOST_LINES = 30
_MOST_OPENED = 10
_GATHERED = 2  # of `several`: a reply to the gathered message would be to none of them; each opens by its button


async def render_switches(reader: Reader, _letter: Show) -> Rendered | None:
    """`/notifications`: what is told, and whether at once."""
    lines = [reader.words("news-line", news=one.value, on=int(_on(reader, one))) for one in RequesterNotification]
    buttons = [_button(reader, one) for one in RequesterNotification]
    if has_used_switch(reader.person.switches):
        on = wants_mailings(reader.person)
        lines.append(reader.words("news-line", news="mailings", on=int(on)))
        buttons.append(mailings.switch_row(reader, on=not on))
    words = compose.join([reader.words("news-title"), compose.join_lines(lines), reader.words("news-always")], "\n\n")
    return Rendered(words, keyboards.arrange_rows(buttons, 2))


async def render_digest(reader: Reader, letter: Show) -> Rendered | None:
    """A day's news in one message; None where nothing of it is the reader's any more."""
    lines = await digests.digest(reader.session, reader.person, Slot.parse(letter.slot).number)
    if not lines:
        return None
    said = [_digest_line(reader, line) for line in lines[-_MOST_LINES:]]
    more = len(lines) - len(said)
    cut = reader.words("card-more-lines", n=more) if more else RichText()
    numbers = list(dict.fromkeys(line.number for line in lines))[-_MOST_OPENED:]
    opening = [
        keyboards.make_button(reader.language, "btn-number", ticket_callbacks.Open(number=n), number=n) for n in numbers
    ]
    return Rendered(compose.join_lines([reader.words("digest-title"), cut, *said]), keyboards.arrange_rows(opening, 5))


def _digest_line(reader: Reader, line: DigestRow) -> RichText:
    args = {**line.args, "several": _GATHERED} if "several" in line.args else line.args
    given = format_args(reader.language, args, now=reader.now, zone=reader.settings.timezone)
    return RichText("• ") + reader.words(line.key, **given)


def _on(reader: Reader, news: RequesterNotification) -> bool:
    return is_wanted(reader.person, news, reader.settings)


def _button(reader: Reader, news: RequesterNotification) -> RenderedButton:
    on = _on(reader, news)
    press = own_callbacks.News(kind=news, on=not on)
    return keyboards.make_button(reader.language, "btn-news", press, news=news.value, on=int(on))
