"""What the FAQ answers is what the product does, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from desk.i18n import LANGUAGES
from desk.settings.rules import SETTINGS, LimitRules, RetentionRules
from tests.sources import nodes

ROOT = Path(__file__).resolve().parent.parent
FAQS = {"en": ROOT / "docs" / "faq.md", "ru": ROOT / "docs" / "ru" / "faq.md"}
_SETTING = re.compile(r"reference/settings\.md#(\w+)")
_MAIL = {"smtplib", "imaplib", "poplib", "aiosmtplib"}
_NUMBERS = {
    "en": {5: "five", 14: "14", 20: "twenty", 30: "30"},
    "ru": {5: "пять", 14: "14", 20: "двадцать", 30: "30"},
}
FEATURES = {3: ["web_form"], 7: ["board_members_only"], 13: ["max_open"]}
"""By the place of a question: the settings on which its answer depends, which it names."""


def _answers(language: str) -> list[str]:
    return re.split(r"^## .*$", FAQS[language].read_text("utf-8"), flags=re.MULTILINE)[1:]


def test_both_languages_answer_the_same_with_the_same_links() -> None:
    english, russian = (_answers(language) for language in ("en", "ru"))
    assert len(english) == len(russian)
    for one, other in zip(english, russian, strict=True):
        assert _SETTING.findall(one) == _SETTING.findall(other)
        assert re.findall(r"`[^`]+`", one) == re.findall(r"`[^`]+`", other)


@pytest.mark.parametrize("language", FAQS)
def test_an_answer_names_what_it_depends_on(language: str) -> None:
    answers, known = _answers(language), {one.key for one in SETTINGS}
    for place, keys in FEATURES.items():
        assert [key for key in keys if key not in _SETTING.findall(answers[place])] == [], answers[place]
    assert {key for answer in answers for key in _SETTING.findall(answer)} <= known


@pytest.mark.parametrize("language", FAQS)
def test_it_says_what_there_is_and_what_there_is_not(language: str) -> None:
    """The form is there; e-mail would need a library that reads or sends it."""
    form = _answers(language)[3]
    assert "/ask" in form
    assert "how-to/admins/web-form.md" in form
    packages = ("bot", "desk", "web", "reports", "todoist_sync", "ops")
    sources = [path for package in packages for path in (ROOT / package).rglob("*.py")]
    named = {
        name.name.partition(".")[0]
        for path in sources
        for node in nodes(path)
        for name in getattr(node, "names", [])
        if hasattr(name, "name")
    }
    assert not named & _MAIL


@pytest.mark.parametrize("language", FAQS)
def test_its_numbers_are_those_of_the_defaults(language: str) -> None:
    answers, said, limits, kept = _answers(language), _NUMBERS[language], LimitRules(), RetentionRules()
    for days in (kept.withdrawn.days, kept.raw.days):
        assert said[days] in answers[8]
    assert said[kept.files.days] in answers[9]
    for most in (limits.max_untaken, limits.max_new_per_hour, limits.max_open):
        assert said[most] in answers[13]
    assert len(LANGUAGES) == 2
