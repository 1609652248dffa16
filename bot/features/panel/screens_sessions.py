"""`/panel`: the panel's address, the name to sign in with, a link without limits, and the reader's sessions."""

from bot.features.panel import buttons
from bot.views import Reader, Rendered, Row, compose, keyboards
from desk.i18n import formats
from desk.outbox import Show
from desk.sessions import sessions, sign_in_questions
from desk.sessions.sessions import SessionInfo
from desk.text import RichText, shorten_line

_MOST = 6
_LABEL = 24


async def render_sessions(reader: Reader, _letter: Show) -> Rendered | None:
    """Render the panel's address and the reader's sessions; None if there is no panel."""
    if reader.settings.web.url is None:
        return None
    mine = (await sessions.list_sessions(reader.session, reader.person, now=reader.now, rules=reader.settings))[:_MOST]
    name = f"@{reader.person.username}" if reader.person.username else str(reader.person.telegram_id)
    head = reader.say_rich("panel-address", url=reader.settings.web.url, name=name)
    if (word := sign_in_questions.find_word(reader.person, reader.now)) is not None:
        minutes = int(sign_in_questions.WORD_VALID_FOR.total_seconds()) // 60
        link = f"{reader.settings.web.url.rstrip('/')}/sign-in/{word}"
        head = compose.join_lines([head, reader.say_rich("panel-word", url=link, minutes=minutes)])
    told = compose.join_lines([reader.say_rich("panel-sessions"), *(_line(reader, one) for one in mine)])
    words = compose.join([head, told if mine else reader.say_rich("panel-nobody")], "\n\n")
    return Rendered(words, _buttons(reader, mine))


def _line(reader: Reader, one: SessionInfo) -> RichText:
    zone = reader.settings.timezone
    return reader.say_rich(
        "panel-session", browser=one.browser, address=one.address,
        since=formats.format_moment(reader.language, one.began_at, zone, reader.now),
        seen=reader.format_ago(one.seen_at),
    )  # fmt: skip


def _buttons(reader: Reader, mine: list[SessionInfo]) -> tuple[Row, ...]:
    ends = [
        keyboards.make_button(
            reader.language,
            "btn-panel-end",
            buttons.EndSession(session=one.id),
            browser=shorten_line(one.browser, _LABEL),
        )
        for one in mine
    ]
    if len(mine) > 1:
        ends.append(keyboards.make_button(reader.language, "btn-panel-end-all", buttons.EndSessions()))
    return keyboards.arrange_rows(ends, 1)
