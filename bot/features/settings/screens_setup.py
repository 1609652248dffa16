"""Screens of *Set up promises*: one for each question, then a summary; at most eight buttons."""

from collections.abc import Sequence

from bot.features.settings.buttons import SettingsPlace, SetupAsk, SetupChoice
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from desk import DeskSettings
from desk.admin_settings.registry import Setting, get_setting
from desk.admin_settings.setup_questions import TARGETS, SetupQuestion, list_questions
from desk.admin_settings.value_kinds import Switch, Zone
from desk.text import RichText, shorten_line

SETUP = "setup"
_MOST = 8  # buttons, with back and skip
_VALUE = 200  # characters of a value


def render_setup(reader: Reader, step: int) -> Rendered:
    """Render the question of that number, from 1; after the last one, the summary."""
    questions = list_questions(reader.settings, reader.person)
    if step > len(questions):
        return _finished_screen(reader)
    question = questions[step - 1]
    count = reader.say("setup-at", n=step, of=len(questions))
    title = compose.join_dotted([compose.make_bold(reader.say(f"setup-{question.name}")), count])
    values = compose.join_lines(_line(reader, one) for one in question.settings)
    words = compose.join([title, reader.say_rich(f"setup-{question.name}-effect"), values], "\n\n")
    return Rendered(words, _ways(reader, question, step))


def _finished_screen(reader: Reader) -> Rendered:
    """Render in sentences what is set now, also that nothing is promised."""
    rules = reader.settings
    said = [
        reader.say_rich("setup-done"),
        reader.say_rich(
            "setup-done-hours", always=_yes(not rules.hours.week), hours=_value(reader, "hours"), zone=rules.timezone
        ),
        reader.say_rich("setup-done-targets", on=_yes(rules.targets.enabled)),
        *([compose.join_lines(_line(reader, one) for one in _of(TARGETS))] if rules.targets.enabled else []),
        reader.say_rich("setup-done-night", on=_yes(rules.hours.cannot_wait), whom=_value(reader, "night_staff")),
        reader.say_rich("setup-done-survey", on=_yes(rules.news.surveys)),
        reader.say_rich("setup-done-briefing", which=_summaries(rules), at=_value(reader, "briefing_at")),
        reader.say_rich("setup-done-later"),
    ]
    everything = keyboards.make_button(reader.language, "btn-settings-all", SettingsPlace(place="all", page=1))
    return Rendered(compose.join(said, "\n"), ((everything,),))


def _yes(is_so: object) -> str:
    return "yes" if is_so else "no"


def _summaries(rules: DeskSettings) -> str:
    which = [name for name, on in (("day", rules.briefings.daily), ("week", rules.briefings.weekly)) if on]
    return "both" if len(which) > 1 else which[0] if which else "none"


def _of(keys: Sequence[str]) -> list[Setting]:
    return [one for key in keys if (one := get_setting(key)) is not None]


def _value(reader: Reader, key: str) -> str:
    (one,) = _of([key])
    return shorten_line(one.kind.format_value(reader.language, one.get_stored(reader.settings)), _VALUE)


def _ways(reader: Reader, question: SetupQuestion, step: int) -> tuple[Row, ...]:
    """Return buttons for presets of the first setting, another value, the other settings, Back and Skip."""
    first, *others = [one for one in question.settings if not one.is_pinned(reader.settings)]
    now = first.get_stored(reader.settings)
    numbers = (
        first.kind.get_likely(reader.language) if isinstance(first.kind, Zone) else range(len(first.kind.presets[:3]))
    )
    presets = [_preset(reader, first, n, step, is_now=first.kind.presets[n] == now) for n in numbers]
    more = [] if isinstance(first.kind, Switch) else [_button(reader, "btn-setting-other", SetupAsk(step=step, n=0))]
    room = _MOST - 2 - len(presets) - len(more)
    asks = [_button(reader, one.text, SetupAsk(step=step, n=n)) for n, one in enumerate(others[:room], start=1)]
    skip = _button(reader, "btn-setup-skip", SettingsPlace(place=SETUP, page=step + 1))
    back = SettingsPlace(place=SETUP if step > 1 else "all", page=max(1, step - 1))
    short = all(len(button.text) < 12 for button in presets)
    rows = [*keyboards.arrange_rows(presets, 3 if short else 1), tuple(more), *keyboards.arrange_rows(asks, 2)]
    return tuple(row for row in (*rows, (_button(reader, "btn-settings-back", back), skip)) if row)


def _preset(reader: Reader, one: Setting, number: int, step: int, *, is_now: bool) -> RenderedButton:
    label, value = "btn-setting-now" if is_now else "btn-setting-value", one.kind.presets[number]
    press = SetupChoice(step=step, number=number)
    return keyboards.make_button(reader.language, label, press, value=one.kind.format_value(reader.language, value))


def _button(reader: Reader, label: str, press: SettingsPlace | SetupAsk) -> RenderedButton:
    return keyboards.make_button(reader.language, label, press)


def _line(reader: Reader, one: Setting) -> RichText:
    value = shorten_line(one.kind.format_value(reader.language, one.get_stored(reader.settings)), _VALUE)
    return reader.say_rich("settings-line", name=reader.say(one.text), value=value)
