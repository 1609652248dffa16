"""Screens of *Set up the help desk*: one for each step, then a summary; at most eight buttons."""

from bot.features.settings.buttons import SettingsPlace
from bot.features.setup.buttons import SetupChoice, SetupLink, SetupMove, SetupWish
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from desk.notifications import staff_group
from desk.outbox import Show
from desk.queries.linkable_accounts import list_linkable
from desk.settings.declaring import Setting
from desk.settings.kinds import Switch, Zone
from desk.setup import steps
from desk.setup.steps import READY, STEPS, StepName
from desk.staff import who_is_there
from desk.staff.invites import find_bot_address
from desk.text import RichText, shorten_line

_VALUE = 200  # characters of a value
_ACCOUNTS = 5


async def render_setup(reader: Reader, letter: Show) -> Rendered:
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
    names = [person.name for person in await who_is_there.list_team(reader.session)]
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
        return ((reader.make_main_button(label, press),),)
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
            reader.make_button(
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
    if isinstance(one.kind, Zone):
        said = reader.say("btn-setup-city", city=str(value).rpartition("/")[2], zone=str(value))
    if isinstance(one.kind, Switch):
        is_night = STEPS[step - 1].name is StepName.NIGHT
        said = reader.say("btn-setup-night" if is_night else "btn-setup-targets", on="yes" if value else "no")
    return reader.make_button(label, SetupChoice(step=step, number=number), value=said)


def _show(reader: Reader, label: str, step: int) -> RenderedButton:
    return reader.make_button(label, SetupMove(step=step, wish=SetupWish.SHOW))


def _undo(reader: Reader, step: int) -> RenderedButton:
    press = SetupMove(step=step, wish=SetupWish.UNDO)
    return reader.make_button("btn-setup-undo", press, step=STEPS[step - 1].name.value)


async def _format_ready(reader: Reader) -> RichText:
    """Return in sentences how the help desk works now, also that nothing is promised."""
    rules, targets = reader.settings, [one for step in STEPS if step.name is StepName.TARGETS for one in step.settings]
    hours = next(one for step in STEPS if step.name is StepName.HOURS for one in step.settings)
    address = await find_bot_address(reader.session)
    progress = await steps.load_progress(reader.session, reader.person, rules)

    def tick(name: StepName, line: RichText) -> RichText:
        return compose.join([{True: "✓ ", False: "○ ", None: ""}[progress.get(name)], line], "")

    always, week = "no" if rules.hours.week else "yes", _value(reader, hours)
    said = [
        reader.say_rich("setup-ready"),
        tick(StepName.HOURS, reader.say_rich("setup-ready-hours", always=always, hours=week, zone=rules.timezone)),
        reader.say_rich("setup-ready-night", on="yes" if rules.hours.cannot_wait else "no") if rules.hours.week else "",
        reader.say_rich("setup-ready-targets", on="yes" if rules.targets.enabled else "no"),
        *([_format_setting(reader, one) for one in targets[1:]] if rules.targets.enabled else []),
        tick(StepName.TEAM, await _format_team(reader)),
        tick(StepName.BOARD, reader.say_rich("setup-ready-board", board="yes" if rules.board.enabled else "no")),
        tick(StepName.GROUP, _format_group(reader, "setup-ready-group")),
        tick(StepName.LINK, reader.say_rich("setup-ready-address", address=address)) if address else "",
        reader.say_rich("setup-ready-later"),
    ]
    return compose.join_lines(said)


def _ready_rows(reader: Reader) -> tuple[Row, ...]:
    test = SetupMove(step=READY, wish=SetupWish.TEST)
    return (
        (reader.make_main_button("btn-setup-test", test),),
        (reader.make_button("btn-settings-all", SettingsPlace(place="all", page=1)),),
    )
