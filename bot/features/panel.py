"""The feature "panel" of the bot: buttons, handlers and screens.

`/panel`: the address of the web panel, and buttons to let browsers in, refuse them or end sessions. Refused without
a panel.
"""

from typing import Annotated
from urllib.parse import urlsplit

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message
from pydantic import Field

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.handlers import CommandFilter, PressedMessage, StaffRouter, respond
from bot.handlers.pressed_message import Id, Press, handle_presses
from bot.views import Reader, Rendered, Row, compose, keyboards
from desk import Desk, NotAllowed, Outdated, Refused
from desk.notifications import confirmations
from desk.outbox import Say, Show
from desk.policy import permissions
from desk.sessions import address_info, sessions, sign_in, sign_in_answers, sign_in_limits
from desk.sessions.sessions import SessionInfo
from desk.sessions.sign_in_limits import AskingBrowser, SignInState
from desk.text import RichText, shorten_line

Code = Annotated[str, Field(pattern=r"^[A-Z0-9]{4}$")]


class ChooseCode(CallbackData, prefix="web_pick"):
    """Let in the browser that shows this code."""

    sign_in: Id
    code: Code


class RefuseBrowsers(CallbackData, prefix="web_none"):
    """Refuse all browsers up to this question."""

    newest: Id


class EndSession(CallbackData, prefix="web_end"):
    """End one of one's own sessions."""

    session: Id


class EndReportedSession(CallbackData, prefix="web_endit"):
    """End the session that a notice of security was about."""

    session: Id


class EndSessions(CallbackData, prefix="web_endall"):
    """End all of one's own sessions."""


class ConfirmAction(CallbackData, prefix="lasting"):
    """Confirm or refuse an action that the panel asks to confirm."""

    row: Id
    was_me: Annotated[str, Field(pattern=r"^(yes|no)$")]


def make_router() -> Router:
    """Return a fresh router of this command and its buttons."""
    made = StaffRouter(name="panel")
    made.message.register(_show_panel, CommandFilter("panel"))
    on = made.callback_query.register
    handle_presses(made, _choose_browser, refuse_browsers, answer_confirmation, end_session, _end_reported)
    on(end_all, EndSessions.filter())
    return made


async def _show_panel(_message: Message, desk: Desk) -> None:
    """Show the panel's address, the name to sign in with, a link that no limit keeps out, and one's own sessions, but
    no link that signs in.

    Earlier sign-in questions no longer count, so that strangers who asked many times cannot keep the person out.
    """
    if desk.rules.web.url is None:
        raise Refused("panel-none")
    if not permissions.can_enter(desk.require_actor(), desk.rules):
        raise NotAllowed("panel-not-yours")
    await sign_in.reset_questions(desk)
    respond.post_letter(desk, Show("sign_in", slot="websignin", only_edit=True))
    respond.post_letter(desk, Show("panel", slot="panel", fresh=True))


async def _choose_browser(
    _query: CallbackQuery, callback_data: ChooseCode, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Let in the browser that shows the code; a wrong code ends its question."""
    pressed.require_view("websignin")
    if await sign_in_answers.choose_code(desk, callback_data.sign_in, callback_data.code):
        press.say("web-in")
    else:
        press.show_alert("web-wrong")
    respond.post_letter(desk, Show("sign_in", slot="websignin"))


async def refuse_browsers(
    _query: CallbackQuery, callback_data: RefuseBrowsers, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Refuse all browsers, and block their networks for a while."""
    pressed.require_view("websignin")
    await sign_in_answers.refuse_browsers(desk, callback_data.newest)
    press.say("web-no")
    respond.post_letter(desk, Show("sign_in", slot="websignin"))


async def answer_confirmation(
    _query: CallbackQuery, callback_data: ConfirmAction, desk: Desk, pressed: PressedMessage
) -> None:
    """Let the panel do what it asked to confirm, or refuse it."""
    pressed.require_view("lasting")
    if pressed.recorded and pressed.slot.key != str(callback_data.row):
        raise Outdated
    was_me = callback_data.was_me == "yes"
    await confirmations.answer_confirmation(desk, callback_data.row, was_me=was_me)
    key = "lasting-confirmed" if was_me else "lasting-refused"
    respond.post_letter(desk, Say(key, slot=f"lasting:{callback_data.row}", replace=True))


async def end_session(
    _query: CallbackQuery, callback_data: EndSession, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    pressed.require_view("panel")
    await sessions.end_session(desk, callback_data.session)
    press.say("panel-ended")
    respond.post_letter(desk, Show("panel", slot="panel"))


async def _end_reported(
    _query: CallbackQuery, callback_data: EndReportedSession, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """End the session that a notice of security was about."""
    pressed.require_view("session")
    if pressed.recorded and pressed.slot.key.partition("-")[0] != str(callback_data.session):
        raise Outdated
    await sessions.end_session(desk, callback_data.session)
    press.say("panel-ended")


async def end_all(_query: CallbackQuery, desk: Desk, pressed: PressedMessage, press: Press) -> None:
    pressed.require_view("panel", "websignin")
    await sessions.end_own_sessions(desk)
    press.say("panel-ended")
    respond.post_letter(desk, Show("panel", slot="panel", only_edit=True))
    respond.post_letter(desk, Show("sign_in", slot="websignin", only_edit=True))


_SAID = {
    SignInState.LET_IN: "web-asks-let-in",
    SignInState.REFUSED: "web-asks-refused",
    SignInState.WRONG_CODE: "web-asks-wrong",
}


async def _render_sign_in(reader: Reader, _letter: Show) -> Rendered | None:
    """Render the browsers that ask, and the outcome of those that asked a moment ago; None for a reader who may not
    sign in."""
    if not permissions.can_enter(reader.person, reader.settings):
        return None
    browsers = await sign_in_limits.list_asking(reader.session, reader.person, reader.now)
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
    not_me = reader.make_button("btn-web-not-me", RefuseBrowsers(newest=waiting[-1].id))
    rows = tuple(_codes(reader, one, n) for n, one in numbered)
    return Rendered(words, (*rows, (not_me,)))


def _line_of_sign_in(reader: Reader, key: str, one: AskingBrowser, **more: int) -> RichText:
    return reader.say_rich(
        key, browser=one.browser, address=address_info.describe_place(reader.language, one.address), **more
    )


def _codes(reader: Reader, one: AskingBrowser, n: int) -> Row:
    """Return the codes of a browser, with its number if several ask (0: only one asks)."""
    return tuple(
        reader.make_button("btn-web-let-in", ChooseCode(sign_in=one.id, code=code), n=n, code=code
        )
        for code in one.choices
    )  # fmt: skip


async def _ending(reader: Reader) -> tuple[Row, ...]:
    """Return a button that ends every session of the reader, if there are any."""
    mine = await sessions.list_sessions(reader.session, reader.person, now=reader.now, rules=reader.settings)
    return ((reader.make_button("btn-web-end-all", EndSessions()),),) if mine else ()


_MOST = 6
_LABEL = 24


async def _render_sessions(reader: Reader, _letter: Show) -> Rendered | None:
    """Render the panel's address and the reader's sessions; None if there is no panel."""
    if reader.settings.web.url is None:
        return None
    mine = (await sessions.list_sessions(reader.session, reader.person, now=reader.now, rules=reader.settings))[:_MOST]
    name = f"@{reader.person.username}" if reader.person.username else str(reader.person.telegram_id)
    head = reader.say_rich("panel-address", url=reader.settings.web.url, name=name)
    if (word := sign_in_limits.find_word(reader.person, reader.now)) is not None:
        minutes = int(sign_in_limits.WORD_VALID_FOR.total_seconds()) // 60
        link = f"{reader.settings.web.url.rstrip('/')}/sign-in/{word}"
        head = compose.join_lines([head, reader.say_rich("panel-word", url=link, minutes=minutes)])
    if reader.settings.web.is_local:
        head = compose.join_lines(
            [head, reader.say_rich("panel-local", port=urlsplit(reader.settings.web.url).port or 80)]
        )
    told = compose.join_lines([reader.say_rich("panel-sessions"), *(_line(reader, one) for one in mine)])
    words = compose.join([head, told if mine else reader.say_rich("panel-nobody")], "\n\n")
    return Rendered(words, _buttons(reader, mine))


def _line(reader: Reader, one: SessionInfo) -> RichText:
    return reader.say_rich(
        "panel-session", browser=one.browser, address=one.address,
        since=reader.format_moment(one.began_at),
        seen=reader.format_ago(one.seen_at),
    )  # fmt: skip


def _buttons(reader: Reader, mine: list[SessionInfo]) -> tuple[Row, ...]:
    ends = [
        reader.make_button(
            "btn-panel-end",
            EndSession(session=one.id),
            browser=shorten_line(one.browser, _LABEL),
        )
        for one in mine
    ]
    if len(mine) > 1:
        ends.append(reader.make_button("btn-panel-end-all", EndSessions()))
    return keyboards.arrange_rows(ends, 1)


FEATURE = Feature(
    name="panel",
    routers=(make_router,),
    views={
        "panel": ViewSpec(_render_sessions, AGENT),
        "sign_in": ViewSpec(_render_sign_in, AGENT),
    },
    commands=(Command("panel", AGENT, alone=True),),
)
