"""Browsers that ask to sign in to the panel as the reader: each with three codes, of which it shows one."""

from bot.features.panel import buttons
from bot.views import Reader, Rendered, Row, compose, keyboards
from desk.outbox import Show
from desk.policy import permissions
from desk.sessions import address_info, sessions, sign_in, sign_in_questions
from desk.sessions.sign_in_questions import AskingBrowser, SignInState
from desk.text import RichText

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
    over = [_line(reader, _SAID[one.fate], one) for one in browsers if one.fate is not SignInState.WAITS]
    if not waiting:
        is_refused = any(one.fate is SignInState.REFUSED for one in browsers)
        words = compose.join_lines(over or [reader.say_rich("web-asked")])
        return Rendered(words, await _ending(reader) if is_refused else ())
    head = reader.say_rich("web-asks", n=len(waiting))
    numbered = list(enumerate(waiting, 1)) if len(waiting) > 1 else [(0, waiting[0])]
    each = [_line(reader, "web-asks-line", one, n=n) for n, one in numbered]
    how = reader.say_rich("web-asks-how", minutes=int(sign_in.WAITS.total_seconds()) // 60)
    words = compose.join([head, compose.join_lines(each), how, *([compose.join_lines(over)] if over else [])], "\n\n")
    not_me = keyboards.make_button(reader.language, "btn-web-not-me", buttons.RefuseBrowsers(newest=waiting[-1].id))
    rows = tuple(_codes(reader, one, n) for n, one in numbered)
    return Rendered(words, (*rows, (not_me,)))


def _line(reader: Reader, key: str, one: AskingBrowser, **more: int) -> RichText:
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
