"""The feature "setup" of the bot: the steps that set up the help desk.

Screens of *Set up the help desk*: one for each step, then a summary; at most eight buttons.
"""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery
from pydantic import Field

from bot.feature import Feature, ViewSpec
from bot.features.settings.buttons import SettingsPlace
from bot.features.team.handlers import post_link
from bot.handlers import PressedMessage, respond
from bot.handlers.pressed_message import OfTicket, Press
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from db.models import Person, Role
from desk import Desk, Outdated
from desk.admin_settings.changes import change_setting, choose_preset
from desk.admin_settings.value_buttons import list_staff
from desk.conversation.new_entry import IncomingMessage
from desk.i18n import catalog
from desk.inbound.prompt_replies import Prompt
from desk.notifications import staff_group
from desk.outbox import Args, Say, Show
from desk.policy import permissions
from desk.policy.permissions import ANY_SETTING
from desk.queries.linkable_accounts import list_linkable
from desk.settings.declarations import Setting
from desk.settings.hours import WeekHours
from desk.settings.kinds import Switch, Zone
from desk.setup import steps, test_request
from desk.setup.steps import READY, STEPS, TEAM, TYPED, StepName, find_step
from desk.staff import board_accounts
from desk.staff.invites import find_bot_address
from desk.text import RichText, shorten_line

# Callback data of *Set up the help desk*, at most 64 bytes.


Step = Annotated[int, Field(ge=1, le=20)]
Nth = Annotated[int, Field(ge=0, le=20)]


class SetupWish(StrEnum):
    """SHOW a step, UNDO what it did, INVITE makes a link, TEST files a test request."""

    SHOW = "show"
    UNDO = "undo"
    INVITE = "invite"
    TEST = "test"


class SetupMove(CallbackData, prefix="setupstep"):
    """Do what is wished for a step; the step after the last one is the summary."""

    step: Step
    wish: SetupWish


class SetupChoice(CallbackData, prefix="setup"):
    """Answer a step with the preset of that number."""

    step: Step
    number: Nth


class SetupHours(CallbackData, prefix="setuphours"):
    """Set these hours instead of the ones that were just understood."""

    words: Annotated[str, Field(min_length=1, max_length=53)]


class SetupLink(CallbackData, prefix="setuplink"):
    """Link the presser to this Todoist account, by its id."""

    todoist_id: Annotated[str, Field(min_length=1, max_length=53)]


class RemoveTest(OfTicket, prefix="testremove"):
    """Remove the test request."""


_VALUE = 200  # characters of a value
_ACCOUNTS = 5
_LABEL, _BUTTON_BYTES = 60, 64


async def _render_setup(reader: Reader, letter: Show) -> Rendered:
    """Render the step of the letter's page, or the summary; above it what the step before has done."""
    step = steps.find_step(reader.settings, reader.person, letter.page)
    before = steps.find_step_before(reader.settings, reader.person, step)
    did = before if before is not None and await _can_undo(reader, before) else None
    back = () if before is None else (_undo(reader, before) if did else _make_back(reader, before),)
    above = _format_done(reader, did) if did else RichText()
    if step == READY:
        words, rows = await _format_ready(reader), _ready_rows(reader)
        return Rendered(compose.join([above, words], "\n\n"), (*rows, back) if back else rows)
    has_link = STEPS[step - 1].name is StepName.TEAM and await _can_undo(reader, step)
    above = _format_done(reader, step) if has_link else above
    rows = await _ways(reader, step, has_link=has_link)
    onwards = (*back, _show(reader, "btn-setup-next" if has_link else "btn-setup-skip", step + 1))
    return Rendered(compose.join([above, await _format_question(reader, step)], "\n\n"), (*rows, onwards))


def _make_back(reader: Reader, before: int) -> RenderedButton:
    is_zone = STEPS[before - 1].name is StepName.ZONE
    return _show(reader, "btn-setup-zone" if is_zone else "btn-settings-back", before)


async def _can_undo(reader: Reader, step: int) -> bool:
    return await steps.can_undo(reader.session, reader.person, reader.settings, reader.now, step)


async def _format_question(reader: Reader, step: int) -> RichText:
    """Return the question, its number among all steps, what it means and what is set now."""
    one, counted = STEPS[step - 1], list(steps.list_counted(reader.settings, reader.person))
    count = reader.say("setup-at", n=counted.index(step) + 1, of=len(counted))
    title = compose.join_dotted([compose.make_bold(reader.say(f"setup-{one.name}")), count])
    about = reader.say_rich(f"setup-{one.name}-effect", zone=reader.settings.timezone)
    now = compose.join_lines(_format_setting(reader, setting) for setting in one.settings)
    team = [await _format_team(reader), _format_group(reader, "setup-group")] if one.name is StepName.TEAM else []
    return compose.join([title, about, now, *team], "\n\n")


def _format_setting(reader: Reader, one: Setting) -> RichText:
    return reader.say_rich("settings-line", name=reader.say(one.text), value=_value(reader, one))


def _value(reader: Reader, one: Setting) -> str:
    return shorten_line(one.kind.format_value(reader.language, one.get_stored(reader.settings)), _VALUE)


async def _format_team(reader: Reader) -> RichText:
    names = [person.name for person in await list_staff(reader.session)]
    return reader.say_rich("setup-people", n=len(names), names=shorten_line(", ".join(names), _VALUE))


def _format_group(reader: Reader, text: str) -> RichText:
    """Return what is said of the team's group: whether it has cards, a topic for each ticket, or is not there."""
    has_cards = "cards" if reader.settings.groups.team is not None else "none"
    return reader.say_rich(text, group="topics" if staff_group.has_topics(reader.settings) else has_cards)


def _format_done(reader: Reader, step: int) -> RichText:
    """Return the line that says what a step has done."""
    one = STEPS[step - 1]
    if one.name is StepName.TEAM:
        return reader.say_rich("setup-did-team")
    if one.name is StepName.BOARD:
        return reader.say_rich("setup-did-board", name=reader.person.todoist_name or reader.person.name)
    setting = one.settings[0]
    args = {"name": reader.say(setting.text), "value": _value(reader, setting)}
    if one.name is StepName.HOURS:
        return reader.say_rich("setup-did-hours", **args, zone=reader.settings.timezone)
    return reader.say_rich("setup-did", **args)


async def _ways(reader: Reader, step: int, *, has_link: bool) -> tuple[Row, ...]:
    """Return the buttons that answer a step. `has_link`: a link that it made is still open."""
    one = STEPS[step - 1]
    if one.name is StepName.TEAM:
        press = SetupMove(step=step, wish=SetupWish.INVITE)
        label = "btn-setup-invite-more" if has_link else "btn-setup-invite"
        return ((keyboards.make_main_button(reader.language, label, press),),)
    if one.name is StepName.BOARD:
        return await _accounts(reader)
    setting = one.settings[0]
    now = setting.get_stored(reader.settings)
    likely = setting.kind.get_likely(reader.language) if isinstance(setting.kind, Zone) else range(3)
    buttons = [
        _preset(reader, setting, step, number, is_now=setting.kind.presets[number] == now)
        for number in likely
        if number < len(setting.kind.presets)
    ]
    return keyboards.arrange_rows(buttons, 1)


async def _accounts(reader: Reader) -> tuple[Row, ...]:
    if reader.person.todoist_id is not None or not reader.settings.board.enabled:
        return ()
    found = await list_linkable(reader.session, reader.person)
    accounts = [one for one in found if not one.is_own or len(found) == 1]  # the desk's own is nobody's among others
    return tuple(
        (
            keyboards.make_button(
                reader.language,
                "link-own" if one.is_own else "btn-person",
                SetupLink(todoist_id=one.todoist_id),
                name=one.name,
            ),
        )
        for one in accounts[:_ACCOUNTS]
    )


def _preset(reader: Reader, one: Setting, step: int, number: int, *, is_now: bool) -> RenderedButton:
    label, value = "btn-setting-now" if is_now else "btn-setting-value", one.kind.presets[number]
    said = one.kind.format_value(reader.language, value)
    if isinstance(one.kind, Switch):
        is_night = STEPS[step - 1].name is StepName.NIGHT
        said = reader.say("btn-setup-night" if is_night else "btn-setup-targets", on="yes" if value else "no")
    return keyboards.make_button(reader.language, label, SetupChoice(step=step, number=number), value=said)


def _show(reader: Reader, label: str, step: int) -> RenderedButton:
    return keyboards.make_button(reader.language, label, SetupMove(step=step, wish=SetupWish.SHOW))


def _undo(reader: Reader, step: int) -> RenderedButton:
    press = SetupMove(step=step, wish=SetupWish.UNDO)
    return keyboards.make_button(reader.language, "btn-setup-undo", press, step=STEPS[step - 1].name.value)


async def _format_ready(reader: Reader) -> RichText:
    """Return in sentences how the help desk works now, also that nothing is promised."""
    rules, targets = reader.settings, [one for step in STEPS if step.name is StepName.TARGETS for one in step.settings]
    hours = next(one for step in STEPS if step.name is StepName.HOURS for one in step.settings)
    address = await find_bot_address(reader.session)
    said = [
        reader.say_rich("setup-ready"),
        reader.say_rich(
            "setup-ready-hours",
            always="no" if rules.hours.week else "yes",
            hours=_value(reader, hours),
            zone=rules.timezone,
        ),
        reader.say_rich("setup-ready-night", on="yes" if rules.hours.cannot_wait else "no") if rules.hours.week else "",
        reader.say_rich("setup-ready-targets", on="yes" if rules.targets.enabled else "no"),
        *([_format_setting(reader, one) for one in targets[1:]] if rules.targets.enabled else []),
        await _format_team(reader),
        reader.say_rich("setup-ready-board", board="yes" if rules.board.enabled else "no"),
        _format_group(reader, "setup-ready-group"),
        reader.say_rich("setup-ready-address", address=address) if address else "",
        reader.say_rich("setup-ready-later"),
    ]
    return compose.join_lines(said)


def _ready_rows(reader: Reader) -> tuple[Row, ...]:
    test = SetupMove(step=READY, wish=SetupWish.TEST)
    return (
        (keyboards.make_main_button(reader.language, "btn-setup-test", test),),
        (keyboards.make_button(reader.language, "btn-settings-all", SettingsPlace(place="all", page=1)),),
    )


# *Set up the help desk*, step by step, for who may change settings.


def make_router() -> Router:
    """Return a fresh router of these."""
    made = Router(name="setup")
    made.callback_query.register(_do_step, SetupMove.filter())
    made.callback_query.register(choose_value, SetupChoice.filter())
    made.callback_query.register(_choose_hours, SetupHours.filter())
    made.callback_query.register(link_account, SetupLink.filter())
    made.callback_query.register(remove_test, RemoveTest.filter())
    return made


def begin_setup(desk: Desk) -> None:
    """Post the first step to the actor."""
    respond.post_letter(desk, Show("setup", slot="setup", page=find_step(desk.rules, desk.require_actor()), fresh=True))


async def _do_step(
    _query: CallbackQuery, callback_data: SetupMove, desk: Desk, me: Person, pressed: PressedMessage, press: Press
) -> None:
    """Show a step, undo it, make a link, or file a test request."""
    _require_place(me, pressed)
    step, wish = callback_data.step, callback_data.wish
    if wish is not SetupWish.SHOW and (step > READY or (step == READY) != (wish is SetupWish.TEST)):
        raise Outdated
    if wish is SetupWish.TEST:
        await _file_test(desk)
    elif wish is SetupWish.UNDO:
        await steps.undo_step(desk, step)
        press.say("setup-undone")
        _show_of_own(desk, pressed, step)
    elif wish is SetupWish.INVITE:
        await post_link(desk, Role.AGENT)
        _show_of_own(desk, pressed, find_step(desk.rules, me, step), fresh=True)
    else:
        _show_of_own(desk, pressed, find_step(desk.rules, me, step))


async def _file_test(desk: Desk) -> None:
    """File the test request; what its requester reads stands above its card."""
    filed = await test_request.file_test(desk)
    button = respond.press_button("btn-setup-test-remove", RemoveTest(number=filed.number))
    args: Args = {"number": filed.number, "words": filed.words}
    respond.post_letter(desk, Say("setup-test", args, ((button,),), slot="setuptest"))
    test_request.show_card(desk, filed)


async def remove_test(
    _query: CallbackQuery, callback_data: RemoveTest, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Cancel the test request."""
    permissions.require_grant(me, ANY_SETTING)
    pressed.require_view("setuptest")
    await test_request.remove_test(desk, callback_data.number)
    args: Args = {"number": callback_data.number}
    respond.post_letter(desk, Say("setup-test-removed", args, slot="setuptest", replace=True))


async def choose_value(
    _query: CallbackQuery, callback_data: SetupChoice, desk: Desk, me: Person, pressed: PressedMessage, press: Press
) -> None:
    """Set the preset and show the next step."""
    permissions.require_grant(me, ANY_SETTING)
    pressed.require_view("setup")
    if callback_data.step not in steps.TYPED:
        raise Outdated
    change = await choose_preset(desk, STEPS[callback_data.step - 1].keys[0], callback_data.number)
    press.say("setting-set" if change.changed else "setting-same")
    _show_of_own(desk, pressed, steps.find_step_after(desk, callback_data.step, change))


async def _choose_hours(
    _query: CallbackQuery, callback_data: SetupHours, desk: Desk, me: Person, pressed: PressedMessage, press: Press
) -> None:
    """Set the hours that were meant and show the step after them."""
    permissions.require_grant(me, ANY_SETTING)
    pressed.require_view("setup", "setuphours")
    change = await change_setting(desk, "hours", callback_data.words)
    press.say("setting-set" if change.changed else "setting-same")
    hours = next(number for number, step in enumerate(STEPS, start=1) if step.name is StepName.HOURS)
    said: Args = {"hours": _name_hours(catalog.choose_language(me, desk.rules.locale), callback_data.words)}
    respond.post_letter(desk, Say("setup-hours-taken", said, slot="setuphours", replace=True))
    respond.post_letter(desk, Show("setup", slot="setup", page=steps.find_step_after(desk, hours, change)))


async def link_account(
    _query: CallbackQuery, callback_data: SetupLink, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Link the presser to their account on the board and show the next step."""
    _require_place(me, pressed)
    await board_accounts.link_account(desk, callback_data.todoist_id)
    board = next(number for number, step in enumerate(STEPS, start=1) if step.name is StepName.BOARD)
    _show_of_own(desk, pressed, find_step(desk.rules, me, board + 1))


def _require_place(me: Person, pressed: PressedMessage) -> None:
    permissions.require_grant(me, ANY_SETTING)
    pressed.require_view("setup", "settings")


def _show_of_own(desk: Desk, pressed: PressedMessage, page: int, *, fresh: bool = False) -> None:
    respond.post_letter(desk, Show("setup", slot="setup", page=page, fresh=fresh or pressed.kind != "setup"))


# Takes a typed answer to a step.


async def _answer_step(desk: Desk, incoming: IncomingMessage, asked: str) -> Show:
    """Set the step's setting and show the next step."""
    step = int(asked)
    change = await steps.answer_step(desk, step, incoming.words.text)
    page = steps.find_step_after(desk, step, change)
    if (other := steps.find_other_hours(step, incoming.words.text)) is not None:
        _offer_hours(desk, other)
    return Show("setup", slot="setup", page=page, fresh=True)


def _offer_hours(desk: Desk, words: str) -> None:
    """Offer the hours that may have been meant instead, beside what was understood and above the next step."""
    if ":" in words or len(f"setuphours:{words}".encode()) > _BUTTON_BYTES:
        return
    named = _name_hours(catalog.choose_language(desk.require_actor(), desk.rules.locale), words)
    button = respond.press_button("btn-setup-hours", SetupHours(words=words), hours=shorten_line(named, _LABEL))
    respond.post_letter(desk, Say("setup-hours-doubt", {"hours": named}, ((button,),), slot="setuphours"))


def _name_hours(language: str, words: str) -> str:
    kind = WeekHours()
    return kind.format_value(language, kind.parse_text(words))


_STAYS = timedelta(hours=1)

FEATURE = Feature(
    name="setup",
    routers=(make_router,),
    views={"setup": ViewSpec(_render_setup, grant=ANY_SETTING)},
    prompts={"setup": Prompt(_answer_step, repeats=True, pages=TYPED | {TEAM}, stays=_STAYS)},
)
