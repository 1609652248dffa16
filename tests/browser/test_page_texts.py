"""The demo page's own texts: in both languages, none missing, none left over. Read from its files."""

import ast
import re
from string import Formatter

from tests.browser.demo import PROJECT
from tests.browser.texts import page_texts
from tests.texts import IN_BOTH

FORMS = {"en": {"one", "other"}, "ru": {"one", "few", "many", "other"}}
_SCRIPTS = sorted((PROJECT / "sandbox" / "page" / "js").glob("*.js"))
_ASKED = re.compile(r"\bsay\((?:[^()\"`]*\? )?\"([\w-]+)\"(?: : \"([\w-]+)\")?")
_BUILT = re.compile(r"`([\w-]+-)\$\{")
_WORD = re.compile(r"\"([a-z][\w-]*)\"")


def _names(text: str | dict[str, str]) -> set[str]:
    forms = [text] if isinstance(text, str) else list(text.values())
    return {name for form in forms for _, name, _, _ in Formatter().parse(form) if name}


def test_both_languages_have_the_same_texts_with_the_same_places_to_fill_in() -> None:
    en, ru = page_texts("en"), page_texts("ru")
    assert list(en) == list(ru)
    assert [name for name in en if _names(en[name]) != _names(ru[name])] == []


@IN_BOTH
def test_a_text_with_a_number_has_every_form_and_none_is_empty(language: str) -> None:
    for name, text in page_texts(language).items():
        forms = {"": text} if isinstance(text, str) else text
        assert isinstance(text, str) or set(text) == FORMS[language], name
        assert all(form.strip() for form in forms.values()), name


def test_every_text_that_a_script_asks_for_is_there_and_every_text_is_asked_for() -> None:
    scripts = [path.read_text("utf-8") for path in _SCRIPTS]
    asked = {name for script in scripts for found in _ASKED.findall(script) for name in found if name}
    saying = [line for script in scripts for line in script.splitlines() if "say(" in line]
    built = tuple({beginning for line in saying for beginning in _BUILT.findall(line)})
    words = {name for script in scripts for name in _WORD.findall(script)}
    there = set(page_texts("en"))
    assert asked - there == set()
    left = {name for name in there - asked - words if not name.startswith(built)}
    assert {name for name in left if not name.endswith("-short")} == set()


_REFUSALS = frozenset({"CannotDoError", "NoAnswerError", "CannotRestoreError", "ActionRefused"})
_NOT_SAID = frozenset({
    "the body must be a JSON object", "name is bot, todoist_sync or web; do is kill or start", "language is one of {}",
})  # fmt: skip
"""What no press of the page leads to."""


def _said(node: ast.expr) -> str:
    """A sentence of the source, "{}" for each value in it; nothing if it has no words of its own."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return ""


def test_every_refusal_of_the_sandbox_is_there_in_russian() -> None:
    calls = [
        node
        for path in (PROJECT / "sandbox").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _REFUSALS and node.args
    ]
    said = {_said(call.args[0]) for call in calls} - _NOT_SAID - {""}
    assert len(said) > 10
    there = {re.sub(r"{\w+}", "{}", one) for one in page_texts("refusals.ru")}
    assert said - there == set()
