"""What the FAQ answers is what the product does, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.features.registry import COMMANDS
from bot.settings import BotSettings
from db.models import EntryKind
from desk.i18n import LANGUAGES
from desk.policy import Access, visibility
from desk.settings.defaults.limits import LimitRules
from desk.settings.defaults.retention import RetentionRules
from desk.settings.desk_settings import SETTINGS
from desk.settings.kinds import Switch
from mail.settings import MailSettings

ROOT = Path(__file__).resolve().parent.parent
FAQS = {"en": ROOT / "docs" / "faq.md", "ru": ROOT / "docs" / "ru" / "faq.md"}
_SETTING = re.compile(r"reference/settings\.md#(\w+)")
_NUMBERS = {
    "en": {5: "five", 12: "twelve", 14: "14", 20: "twenty", 30: "30"},
    "ru": {5: "пять", 12: "двенадцать", 14: "14", 20: "двадцать", 30: "30"},
}
FEATURES = {4: ["web_form"], 8: ["board_members_only"], 14: ["max_open"]}
"""By the place of a question: the settings on which its answer depends, which it names."""
SWITCHES = 3
"""The place of the question what is off."""
_YES_NO = {"en": ("Yes", "No"), "ru": ("Да", "Нет")}


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
def test_it_names_each_feature_that_is_off_until_it_is_switched_on(language: str) -> None:
    """A new switch that is off gets its place in that answer, in both languages; one that is on leaves it."""
    off = {one.key for one in SETTINGS if isinstance(one.kind, Switch) and not one.default}
    assert set(_SETTING.findall(_answers(language)[SWITCHES])) == off


@pytest.mark.parametrize("language", FAQS)
def test_its_first_words_are_true(language: str) -> None:
    """What it answers with yes or no, as the code has it."""
    answers = [re.sub(r"\W.*", "", one.strip(), flags=re.DOTALL) for one in _answers(language)]
    requester, yes, no = Access(staff=False), *_YES_NO[language]
    said = {
        1: BotSettings.model_fields["todoist_api_token"].is_required(),
        2: BotSettings.model_fields["web_url"].is_required(),
        7: visibility.can_see_kind(EntryKind.NOTE, requester),
        12: "text" in COMMANDS.by_name,
    }
    assert {place: answers[place] for place in said} == {place: yes if is_so else no for place, is_so in said.items()}


@pytest.mark.parametrize("language", FAQS)
def test_it_names_each_way_in_that_exists(language: str) -> None:
    """The form and the mailbox, with their guides; no page of the book's beginning denies one."""
    answer = _answers(language)[4]
    assert {"mail_url", "mail_smtp_url"} <= MailSettings.model_fields.keys()
    for said in ("/ask", "how-to/admins/web-form.md", "how-to/operators/email.md"):
        assert said in answer
    first = FAQS[language].with_name("index.md").read_text("utf-8").partition("\n## ")[0]
    for page in (answer, first, (ROOT / "README.md").read_text("utf-8")):
        assert not re.search("no e-mail|E-mail is not|Почту служба не|почты и", page, re.IGNORECASE)


@pytest.mark.parametrize("language", FAQS)
def test_its_numbers_are_those_of_the_defaults(language: str) -> None:
    answers, said, limits, kept = _answers(language), _NUMBERS[language], LimitRules(), RetentionRules()
    for days in (kept.withdrawn.days, kept.raw.days):
        assert said[days] in answers[9]
    assert said[kept.files.days] in answers[10]
    for most in (limits.max_untaken, limits.max_new_per_hour, limits.max_open):
        assert said[most] in answers[14]
    assert len(LANGUAGES) == 2
