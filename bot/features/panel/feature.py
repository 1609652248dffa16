"""Declares the feature "panel" to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.panel import buttons, handlers
from bot.views import Reader, Rendered, Row, compose, keyboards
from desk.i18n import formats
from desk.outbox import Show
from desk.policy import permissions
from desk.sessions import address_info, sessions, sign_in, sign_in_questions
from desk.sessions.sessions import SessionInfo
from desk.sessions.sign_in_questions import AskingBrowser, SignInState
from desk.text import RichText, shorten_line

# Browsers that ask to sign in to the panel as the reader: each with three codes, of which it shows one.


_SAID = {
    SignInState.LET_IN: "web-asks-let-in",
    SignInState.REFUSED: "web-asks-refused",
    SignInState.WRONG_CODE: "web-asks-wrong",
}


async def render_sign_in(reader: Reader, _letter: Show) -> Rendered | None:
    """Render the browsers that ask, and the outcome of those that asked a moment ago; None for a reader who may not
    sign in."""
    if not permissions.can_enter(reader.person, reader.settings):
        return None
    browsers = await sign_in_questions.list_asking(reader.session, reader.person, reader.now)
    waiting = [one for one in browsers if one.fate is SignInState.WAITS]
    over = [_line_of_sign_in(reader, _SAID[one.fate], one) for one in browsers if one.fate is not SignInState.WAITS]
    if not waiting:
        is_refused = any(one.fate is SignInState.REFUSED for one in browsers)
        words = compose.join_lines(over or [reader.say_rich("web-asked")])
        return Rendered(words, await _ending(reader) if is_refused else ())
    head = reader.say_rich("web-asks", n=len(waiting))
    numbered = list(enumerate(waiting, 1)) if len(waiting) > 1 else [(0, waiting[0])]
    each = [_line_of_sign_in(reader, "web-asks-line", one, n=n) for n, one in numbered]
    how = reader.say_rich("web-asks-how", minutes=int(sign_in.WAITS.total_seconds()) // 60)
    words = compose.join([head, compose.join_lines(each), how, *([compose.join_lines(over)] if over else [])], "\n\n")
    not_me = keyboards.make_button(reader.language, "btn-web-not-me", buttons.RefuseBrowsers(newest=waiting[-1].id))
    rows = tuple(_codes(reader, one, n) for n, one in numbered)
    return Rendered(words, (*rows, (not_me,)))


def _line_of_sign_in(reader: Reader, key: str, one: AskingBrowser, **more: int) -> RichText:
    return reader.say_rich(
        key, browser=one.browser, address=address_info.describe_place(reader.language, one.address), **more
    )


def _codes(reader: Reader, one: AskingBrowser, n: int) -> Row:
    """Return the codes of a browser, with its number if several ask (0: only one asks)."""
    return tuple(
        keyboards.make_button(
            reader.language, "btn-web-let-in", buttons.ChooseCode(sign_in=one.id, code=code), n=n, code=code
        )
        for code in one.choices
    )  # fmt: skip


async def _ending(reader: Reader) -> tuple[Row, ...]:
    """Return a button that ends every session of the reader, if there are any."""
    mine = await sessions.list_sessions(reader.session, reader.person, now=reader.now, rules=reader.settings)
    return ((keyboards.make_button(reader.language, "btn-web-end-all", buttons.EndSessions()),),) if mine else ()


# `/panel`: the panel's address, the name to sign in with, a link without limits, and the reader's sessions.


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


FEATURE = Feature(
    name="panel",
    routers=(handlers.make_router,),
    views={
        "panel": ViewSpec(render_sessions, AGENT),
        "sign_in": ViewSpec(render_sign_in, AGENT),
    },
    commands=(Command("panel", AGENT, alone=True),),
)
