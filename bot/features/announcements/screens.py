"""An announcement as a draft and while it is sent, the list of announcements, and what receivers read."""

from datetime import datetime
from functools import partial

from bot.features.announcements import buttons as data
from bot.features.announcements.buttons import MailingFor
from bot.features.problems import screens_requester
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from bot.views.pages import cut_shown_page
from desk.announcements import announcement_views
from desk.announcements.announcement_views import AnnouncementInfo
from desk.announcements.announcements import DRAFT, SCHEDULED, SENDING
from desk.announcements.audience import has_announcements_on
from desk.i18n import LANGUAGES, formats, say
from desk.outbox import Show, Slot
from desk.text import RichText, shorten_line

MAILED = "mailed"
GOT = "got"  # the chat has the message already, or it is the admin's preview
_LANGUAGES, _EVENTS, _TOPICS = 2, 3, 10
_A_SCREEN = 6
_LINE = 60  # characters of a text in a list


async def render_received(reader: Reader, letter: Show) -> Rendered | None:
    """Render what receivers read, with a button to switch announcements off. Return None for people who have
    switched them off, and after the announcement was stopped."""
    known = await announcement_views.load_for_receiver(reader.session, Slot.parse(letter.slot).number)
    wanted, got = has_announcements_on(reader.person), letter.find == GOT
    if known is None or not (got or known.goes):
        return None
    if known.problem_id is not None:
        words = await screens_requester.word_problem_end(reader, known.problem_id, asked=not got)
        wanted = wanted or not got  # its switch also ends following the problem
    else:
        words = known.words if wanted or got else None
    return None if words is None else Rendered(words, ((make_switch_button(reader, on=not wanted),),))


def make_switch_button(reader: Reader, *, on: bool) -> RenderedButton:
    """Return the button that switches announcements off, or on again."""
    return keyboards.make_button(reader.language, "btn-mailings", data.MailingsSwitch(on=int(on)), on=int(on))


async def render_announcement(reader: Reader, letter: Show) -> Rendered | None:
    """Render a draft with its audience, or the progress of sending."""
    shown = await announcement_views.load_announcement(reader.session, Slot.parse(letter.slot).number, reader.settings)
    if shown is None:
        return None
    if shown.state == DRAFT:
        how = reader.say_rich("mailing-how")
        head = compose.join_lines([reader.say_rich("mailing-to", to=_to(reader, shown)), _reach(reader, shown)])
        words = compose.join([head, how], "\n\n")
        return Rendered(words, await _choices(reader, shown, letter.page))
    return Rendered(_progress(reader, shown), _stopping(reader, [shown]))


async def render_list(reader: Reader, _letter: Show) -> Rendered | None:
    """Render the newest announcements and how to make one."""
    known = await announcement_views.list_latest(reader.session, reader.settings)
    lines = [compose.join_lines([f"“{shorten_line(one.words.text, _LINE)}”", _progress(reader, one)]) for one in known]
    words = compose.join([reader.say_rich("mailings-title"), *lines, reader.say_rich("mailings-how")], "\n\n")
    return Rendered(words, _stopping(reader, known))


def _to(reader: Reader, shown: AnnouncementInfo) -> str:
    if shown.to.language is not None:
        return say(shown.to.language, "language-name")
    return shown.event or shown.category or reader.say("mailing-everybody")


def _reach(reader: Reader, shown: AnnouncementInfo) -> str:
    return reader.say("mailing-reach", n=shown.people, minutes=-(-shown.seconds // 60))


def _progress(reader: Reader, shown: AnnouncementInfo) -> RichText:
    at = "" if shown.starts_at is None else _moment(reader, shown.starts_at)
    said = reader.say_rich("mailing-progress", state=shown.state, n=shown.posted, people=shown.people, at=at)
    trouble = {"refused": shown.refused, "unknown": shown.unknown, "failed": shown.failed}
    return compose.join_lines([said, *(reader.say_rich(f"mailing-{what}", n=n) for what, n in trouble.items() if n)])


def _moment(reader: Reader, at: datetime) -> str:
    return formats.format_moment(reader.language, at, reader.settings.timezone, reader.now)


def _stopping(reader: Reader, known: list[AnnouncementInfo]) -> tuple[Row, ...]:
    under_way = [one for one in known if one.state in (SENDING, SCHEDULED)]
    buttons = [
        keyboards.make_button(
            reader.language,
            "btn-mailing-stop",
            data.MailingStop(mailing=one.id),
            words=shorten_line(one.words.text, 20),
        )
        for one in under_way
    ]
    return keyboards.arrange_rows(buttons, 1)


async def _choices(reader: Reader, shown: AnnouncementInfo, page: int) -> tuple[Row, ...]:
    if page == _LANGUAGES:
        return _audience_rows(
            reader, shown, [(MailingFor.LANGUAGE, code, say(code, "language-name")) for code in LANGUAGES]
        )
    if page == _EVENTS:
        events = await announcement_views.list_events(reader.session, _A_SCREEN)
        return _audience_rows(reader, shown, [(MailingFor.EVENT, str(key), name) for key, name in events])
    if page >= _TOPICS:
        return await _topics(reader, shown, page - _TOPICS + 1)
    return await _aims(reader, shown)


async def _aims(reader: Reader, shown: AnnouncementInfo) -> tuple[Row, ...]:
    """Return the first screen of a draft. It offers only what the desk has: events and topics may be missing."""
    screens = [("btn-mailing-language", _LANGUAGES)]
    if reader.settings.events:
        screens.append(("btn-mailing-event", _EVENTS))
    if await _all_topics(reader):
        screens.append(("btn-mailing-topic", _TOPICS))
    everybody = keyboards.make_button(reader.language, "btn-mailing-all", _aim(shown, MailingFor.ALL, ""))
    aims = [everybody] + [
        keyboards.make_button(reader.language, key, data.MailingScreen(mailing=shown.id, page=page))
        for key, page in screens
    ]
    send = keyboards.make_main_button(
        reader.language, "btn-mailing-send", data.MailingSend(mailing=shown.id), n=shown.people
    )
    drop = keyboards.make_button(reader.language, "btn-mailing-drop", data.MailingDrop(mailing=shown.id))
    return (*keyboards.arrange_rows(aims, 2), (send, drop) if shown.people else (drop,))


async def _topics(reader: Reader, shown: AnnouncementInfo, page: int) -> tuple[Row, ...]:
    known = await _all_topics(reader)
    turn = partial(data.MailingScreen, mailing=shown.id)
    listed = cut_shown_page(reader, known, page, _A_SCREEN, lambda to: turn(page=_TOPICS + to - 1))
    here = [(MailingFor.TOPIC, str(key), name) for key, name in listed.shown]
    return (*listed.turning, *_audience_rows(reader, shown, here))


async def _all_topics(reader: Reader) -> list[tuple[int, str]]:
    return await announcement_views.list_topics(reader.session, reader.language)


def _audience_rows(
    reader: Reader, shown: AnnouncementInfo, offered: list[tuple[MailingFor, str, str]]
) -> tuple[Row, ...]:
    back = keyboards.make_button(reader.language, "btn-mailing-back", data.MailingScreen(mailing=shown.id, page=1))
    buttons = [
        RenderedButton(shorten_line(name, keyboards.LABEL), _aim(shown, by, key).pack()) for by, key, name in offered
    ]
    return (*keyboards.arrange_rows(buttons, 2), (back,))


def _aim(shown: AnnouncementInfo, by: MailingFor, key: str) -> data.MailingTo:
    return data.MailingTo(mailing=shown.id, by=by, key=key)
