"""Every word in both languages: no key missing, none used that is not written, no argument forgotten."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from fluent.runtime.types import fluent_number
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from desk.act_catalogue import ACTS, list_acts
from desk.acts.declaring import Door
from desk.i18n import LANGUAGES, catalog, formats
from desk.i18n.bundles import LOCALES, LazyBundle, read_entries
from desk.text import Entity, RichText
from tests.sources import files, nodes, text_of_file, texts
from tests.texts import text_of

pytestmark = pytest.mark.xdist_group("sources")

_COLOURED = re.compile("[\u23f0-\u23fa\U0001f300-\U0001faff]")

FOLDERS = ("bot", "desk", "mail", "reports", "todoist_sync", "web")
TEMPLATE_KEY = re.compile(
    r"""\bt\((?:["'][a-z_-]+["'] if [^"'{}]+ else )?["']([a-z]+(?:-[a-z_]+)+)["']|["'](page-[a-z-]+)["']"""
)
CHOSEN_KEY = re.compile(r"""\bt\(["']([a-z]+(?:-[a-z_]+)+)["'] if """)  # the first of two
KEYED_CALLS = {  # callee -> position of the key among its arguments
    "Say": 0,
    "Refused": 0,
    "NotAllowed": 0,
    "remark": None,
    "alert": 0,
    "words": None,
    "say": None,
    "line": None,
    "button": None,
    "main": None,
    "post": None,
    "to_admins": 0,
    "tell_admins": 1,
    "Button": 0,
}
KEY = re.compile(r"[a-z]+(?:-[a-z_]+)+")
NAMED = re.compile(
    r"(?:btn|menu|usage|done|card|receipt|resolved|help|kind|content|count|status|list|staff|link|queue|mine|found|"
    r"heading|footer|answer|where-to|which-ticket|not-yours|invite|welcome|away|quiet|remind|escalate|hand|category|"
    r"categories|board|start|language|thread|open|duration|ago|moment|role|priority)-[a-z_-]+"
)
# What looks like a key of ours and is none: names of callbacks, slots, columns, HTTP and the like.
NOT_KEYS = {
    "content-type",
    "content-encoding",
    "content-length",
    "content-",
    "board-trouble-",
    "menu-no-",
    "menu-undone",
    "menu-ask-",
    "menu-choose-",
    "menu-kind-",
    "menu-none-",
    "btn-menu-",
    "btn-menu-new-",
    "btn-help-",
    "btn-do-",
    "btn-new-",
    "btn-new-topics-",
    "help-do-",
    "help-words-",
    "help-only-",
    "help-only-words-",
}


class _References(Visitor):
    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.texts: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:
        self.variables.add(node.id.name)

    def visit_MessageReference(self, node: ftl.MessageReference) -> None:
        self.texts.add(node.id.name)


@cache
def _read(language: str) -> dict[str, tuple[str, _References]]:
    """Keys of a language with what is written of each, and to what it refers; a key written twice fails."""
    found: dict[str, tuple[str, _References]] = {}
    for path in files(LOCALES / language, "*.ftl"):
        for entry in texts(path).body:
            assert not isinstance(entry, ftl.Junk), f"{path.name}: {entry.content}"
            if isinstance(entry, ftl.Message):
                assert entry.id.name not in found, f"{entry.id.name} is written twice in {language}"
                references = _References()
                references.visit(entry)
                found[entry.id.name] = text_of_file(path)[entry.id.span.start : entry.span.end], references
    return found


def _messages(language: str) -> dict[str, set[str]]:
    """Keys of a language with the names of their variables."""
    return {key: references.variables for key, (_, references) in _read(language).items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_parsed_when_it_is_said_with_what_it_mentions(language: str) -> None:
    """The text, what it mentions, and nothing else; parsing all would take seconds."""
    read = _read(language)
    mentioning = {key for key, (_, references) in read.items() if references.texts}
    assert "remark-reaction-to" in mentioning
    for key in mentioning:
        bundle = LazyBundle(language)
        bundle.get_message(key)
        assert {one for one in read if bundle.fluent.has_message(one)} == _mentioned(language, key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_taken_from_its_file_whole(language: str) -> None:
    """What is cut out of a file is the text as a parser of the whole file finds it, and comments."""
    cut = {key: source for _, key, source in read_entries(language)}
    assert cut.keys() == _read(language).keys()
    for key, (written, _) in _read(language).items():
        assert cut[key].startswith(written), key
        assert re.sub(r"^#.*$", "", cut[key].removeprefix(written), flags=re.MULTILINE).strip() == "", key


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_text_can_be_said(language: str) -> None:
    bundle = LazyBundle(language)
    for path in files(LOCALES / language, "*.ftl"):
        bundle.fluent.add_resource(texts(path))
    for key in _read(language):
        variables = set[str]().union(*(_read(language)[one][1].variables for one in _mentioned(language, key)))
        words, errors = bundle.fluent.format_pattern(bundle.get_message(key).value, dict.fromkeys(variables, 1))
        assert (bool(words), errors) == (True, []), key


def _mentioned(language: str, key: str) -> set[str]:
    """Keys of a text and of all texts that it mentions."""
    return {key}.union(*(_mentioned(language, mentioned) for mentioned in _read(language)[key][1].texts))


def _sources(project: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        yield from files(project / folder)


def _callee(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _literal(node: ast.expr) -> Iterator[str]:
    """The strings an argument can be: written out, or one of two."""
    if isinstance(node, ast.IfExp):
        yield from _literal(node.body)
        yield from _literal(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def _strings(path: Path) -> set[str]:
    """Strings that are no docstrings."""
    docstrings = {id(node.value) for node in nodes(path, ast.Expr)}
    return {
        node.value for node in nodes(path, ast.Constant) if isinstance(node.value, str) and id(node) not in docstrings
    }


def test_both_languages_have_the_same_keys() -> None:
    assert set(_messages("en")) == set(_messages("ru"))


def test_both_languages_use_the_same_arguments() -> None:
    assert _messages("en") == _messages("ru")


def test_every_key_used_in_code_is_written(project: Path) -> None:
    missing = set()
    written = _messages("en")
    for path in _sources(project):
        for node in nodes(path, ast.Call):
            if _callee(node) not in KEYED_CALLS:
                continue
            strings = [text for argument in node.args for text in _literal(argument)]
            place = KEYED_CALLS[_callee(node)]
            keys = strings[:1] if place == 0 else [s for s in strings if KEY.fullmatch(s)]
            missing |= {f"{path.name}:{node.lineno} {k}" for k in keys if k not in written and KEY.fullmatch(k)}
        missing |= {f"{path.name} {s}" for s in _strings(path) - written.keys() - NOT_KEYS if NAMED.fullmatch(s)}
    assert not missing


def test_every_key_used_in_a_page_is_written(project: Path) -> None:
    assert _in_templates(project) - _messages("en").keys() == set()


def _in_templates(project: Path) -> set[str]:
    found = set()
    for path in files(project / "web", "*.html"):
        found |= {one or other for one, other in TEMPLATE_KEY.findall(text_of_file(path))}
        found |= set(CHOSEN_KEY.findall(text_of_file(path)))
    return found - {"page-"}


def test_letters_and_refusals_give_every_argument(project: Path) -> None:
    """Where key and arguments are written side by side, no variable of the text is left without a value."""
    lacking, written = [], _messages("en")
    for path in _sources(project):
        for node in nodes(path, ast.Call):
            if (said := _said(node)) is not None:
                key, given = said
                if left := written.get(key, set()) - given:
                    lacking.append(f"{path.name}:{node.lineno} {key} lacks {sorted(left)}")
    assert not lacking


def _said(call: ast.Call) -> tuple[str, set[str]] | None:
    """Key and argument names of `Say("key", {...})`, `line(desk, "key", n=…)`, `reader.words("key", n=…)`; None where
    the arguments are not written there."""
    strings = [
        a for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str) and KEY.fullmatch(a.value)
    ]
    if not strings or any(keyword.arg is None for keyword in call.keywords):
        return None
    key = str(strings[0].value)
    callee = _callee(call)
    if callee == "Say":
        rest = [*call.args[1:2], *(k.value for k in call.keywords if k.arg == "args")]
        if rest and not isinstance(rest[0], ast.Dict):
            return None
        return key, {str(k.value) for k in rest[0].keys if isinstance(k, ast.Constant)} if rest else set()
    if callee in ("line", "words", "say", "alert", "Refused", "NotAllowed", "main"):
        return key, {k.arg for k in call.keywords if k.arg}
    return None


def test_no_key_is_written_in_vain(project: Path) -> None:
    used = _in_templates(project) | {"page-category", "page-agent"}  # these two by a choice's name
    used |= {f"btn-{act.name}" for act in list_acts(Door.BUTTON).values()}
    asking = {act.asks.said or act.name for act in ACTS if act.asks is not None}
    used |= {f"{stem}-{end}" for stem in asking for end in ("ask", "stored")}
    prefixes: set[str] = set()
    for path in _sources(project):
        used |= _strings(path)
        for node in nodes(path, ast.JoinedStr):
            if isinstance(node.values[0], ast.Constant):
                prefixes.add(str(node.values[0].value))
    begun = tuple(p for p in prefixes if p.endswith("-") and len(p) > 4)
    assert {k for k in _messages("en") if k not in used and not k.startswith(begun)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_refusals_fit_an_alert(language: str) -> None:
    given = {"number": 999999, "name": "Константин К.", "status": "pending", "days": 14, "verb": "x"}
    for entry in texts(LOCALES / language / "refusals.ftl").body:
        if isinstance(entry, ftl.Message):
            assert 0 < len(catalog.say(language, entry.id.name, **given)) <= 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_has_at_most_six_lines(language: str) -> None:
    for key in ("help-requester", "help-staff", "help-reader"):
        assert len(catalog.say(language, key).splitlines()) <= 6
    assert len(catalog.say(language, "start-requester").splitlines()) == 2


def test_every_coloured_sign_is_drawn_by_the_demos_page(project: Path) -> None:
    drawn = (project / "sandbox/page/js/ticket-signs.js").read_text()
    texts = "".join(file.read_text() for file in LOCALES.glob("*/*.ftl"))
    assert [sign for sign in sorted(set(_COLOURED.findall(texts))) if sign not in drawn] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_voice_is_calm(language: str) -> None:
    for path in (LOCALES / language).glob("*.ftl"):
        for line in path.read_text("utf-8").splitlines():
            assert not re.search(r"!(?![\w{])", line), f"{path.name}: {line}"  # `!key` calls a canned reply
            assert not re.search(r"\bВы\b(?=[^.]*,? )", line.split("=", 1)[-1].strip()[3:]), f"{path.name}: {line}"


def test_russian_calls_nobody_a_man_or_a_woman() -> None:
    """A name says neither: not «изменил(а) Оля», and what was done is said of the thing."""
    ends = re.compile(r"[а-яё]\((?:а|ла|лась|на|ая)\)")
    did = re.compile(r"(?:audit|history)-[\w-]+ = [а-яё]+(?:л|ла|лся|лась)\b")
    lines = [line for path in (LOCALES / "ru").glob("*.ftl") for line in path.read_text("utf-8").splitlines()]
    assert [line for line in lines if ends.search(line) or did.match(line)] == []


@pytest.mark.parametrize(
    ("n", "expected"),
    [(1, "Ждёт 1 заявка, 40 мин."), (3, "Ждут 3 заявки, старшая 40 мин."), (12, "Ждут 12 заявок, старшая 40 мин.")],
)
def test_russian_counts_as_russians_do(n: int, expected: str) -> None:
    assert catalog.say("ru", "remind-many", n=n, age="40 мин") == expected


@pytest.mark.parametrize(
    ("key", "given", "expected"),
    [
        ("remind-many", {"n": 21, "age": "40 мин"}, "Ждёт 21 заявка, старшая 40 мин."),
        ("targets-would", {"n": 1, "late": 0}, "1 открытая заявка получит нынешние сроки."),
        ("targets-would", {"n": 21, "late": 5}, "21 открытая заявка получит нынешние сроки; просроченных сразу: 5."),
        ("targets-would", {"n": 2, "late": 1}, "2 открытые заявки получат нынешние сроки; просроченных сразу: 1."),
        ("btn-also-to", {"n": 1}, "И ещё одной"),
        ("btn-also-to", {"n": 21}, "И остальным 21"),
    ],
)
def test_twenty_one_is_not_one(key: str, given: dict[str, Any], expected: str) -> None:
    assert catalog.say("ru", key, **given) == expected


@pytest.mark.parametrize(
    ("key", "given", "expected"),
    [
        (
            "also-to",
            {"n": 1, "number": 4},
            text_of("also-to", number=4, n=1),
        ),
        ("btn-also-to", {"n": 1}, "Also to the other one"),
        ("card-joined", {"n": 1}, "answered with one other"),
        ("move-which", {"n": 1, "name": "Ivan"}, text_of("move-which", name="Ivan", n=1)),
        ("event-attendance-read", {"events": 1, "n": 1}, text_of("event-attendance-read", events=1, n=1)),
    ],
)
def test_one_is_not_many(key: str, given: dict[str, Any], expected: str) -> None:
    assert catalog.say("en", key, **given) == expected


def test_what_people_type_is_never_markup() -> None:
    name = "<b>x</b> & _y_ *z* [a](b)"
    said = catalog.say_rich("en", "heading-reply", number=42, name=name)
    assert said.text == f"#42 · {name}:"
    assert said.entities == (Entity("bold", 0, len(said.text)),)


def test_what_people_format_keeps_its_format() -> None:
    name = RichText("😀 Anna", (Entity("italic", 3, 4),))
    said = catalog.say_rich("en", "heading-reply", number=42, name=name)
    assert said.text == "#42 · 😀 Anna:"
    assert Entity("italic", 9, 4) in said.entities
    assert Entity("bold", 0, 14) in said.entities


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_that_ends_with_a_full_stop_is_not_followed_by_another(language: str) -> None:
    assert catalog.say(language, "taken-from-you", number=1, name="Anna K.", by="Anna K.").count("..") == 0
    assert catalog.say(language, "taken-from-you", number=1, name="Anna K.", by="Anna K.").endswith("Anna K.")
    assert catalog.say(language, "taken-from-you", number=1, name="Anna", by="Anna").endswith("Anna.")


def test_big_numbers_are_not_grouped() -> None:
    assert catalog.say("en", "btn-number", number=1234567) == "#1234567"
    assert catalog.say("ru", "btn-number", number=1234567) == "#1234567"


def test_a_language_we_do_not_speak_falls_to_the_desks_own() -> None:
    class Someone:
        language: str | None = "de"
        language_chosen: str | None = None

    someone = Someone()
    assert catalog.choose_language(someone, "ru") == "ru"
    someone.language = "ru-RU"
    assert catalog.choose_language(someone, "en") == "ru"
    someone.language_chosen = "en"
    assert catalog.choose_language(someone, "ru") == "en"


@pytest.mark.parametrize(
    ("seconds", "passed", "promised"),
    [(20, "1 мин", "1 мин"), (570, "9 мин", "10 мин"), (3700, "1 ч", "2 ч"), (200_000, "2 дня", "2 дня")],
)
def test_lengths_of_time(seconds: int, passed: str, promised: str) -> None:
    length = timedelta(seconds=seconds)
    assert formats.format_duration("ru", length) == passed
    assert formats.format_within("ru", length) == promised


def test_moments_are_in_the_desks_zone() -> None:
    at = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)
    assert formats.format_moment("ru", at, "Europe/Moscow", at) == "12:41"
    assert [formats.format_decimal(language, 4.46) for language in ("en", "ru")] == ["4.5", "4,5"]
    assert formats.format_moment("en", at, "Europe/Moscow", at + timedelta(days=1)) == "20 Nov, 12:41"


@pytest.mark.parametrize("number", [0, 1, -1, 7, 999, 1000, -1234, 10**6, 2**63])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_is_written_as_babel_writes_it_ungrouped(language: str, number: int) -> None:
    written = fluent_number(number, useGrouping=False).format(Locale(language))
    assert f"– {written} " in catalog.say(language, "stats-heat-busiest", day="Mo", hour="1", n=number)
