"""The documents are easy to read: one task a page with steps, short bullets, the words of the glossary, both languages.

The words of code and of the bot's texts are in `tests/test_language.py`.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
GROUPS = [
    "Before you upgrade",
    *(f"For {who}" for who in ("requesters", "agents", "leads", "operators", "integrators")),
]
"""Parts of a release in the changelog, in this order."""
FORMER_GROUPS = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]
"""Parts of the releases up to 1.0.0."""
FAILS = {"en": "If it does not work", "ru": "Если не получается"}

OTHERS = ("internals", "decisions", "examples")
"""Reports for maintainers and records of the past: their words stay as they are."""
GENERATED = ("reference/settings.md", "reference/metrics.md", "ru/reference/settings.md", "ru/reference/metrics.md")
"""Their words come from the bot's texts, which have a test of their own."""

BANNED = {
    "en": (
        r"shall|anew|as ever|of (?:theirs|yours)|is none|by itself|whoever|given up|put away|told apart"
        r"|no longer good|beside all|mended|stands|rings|the desk's (?:own|hours)"
    ),
    "ru": (
        r"решение: \{|внутри|звонит|звонят|живёт дальше|на руках|готов(?:ый|ые|ого|ых) ответ"
        r"|заготовк\w*|тормоз\w*|прочерк"
    ),
}
METAPHORS = r"doors?|rooms?|floors?|storeys?|seats?|fronts?"
"""The house's private names for channels, packages, layers, worker locks and public names of a package."""


def _is_russian(page: Path) -> bool:
    return (DOCS / "ru") in page.parents


def _written_pages() -> list[Path]:
    """Everything people read, but what is generated or a record."""
    pages = [page for page in DOCS.rglob("*.md") if page.relative_to(DOCS).parts[0] not in OTHERS]
    pages = [page for page in pages if page.relative_to(DOCS).as_posix() not in GENERATED]
    return [*sorted(pages), *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "SECURITY", "CHANGELOG"))]


def _how_tos(language: str) -> list[Path]:
    return sorted((DOCS / ("ru" if language == "ru" else "") / "how-to").rglob("*.md"))


def _id(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@cache
def _prose(page: Path) -> str:
    """The page without blocks of code, inline code and addresses of links."""
    text = re.sub(r"^ *```.*?^ *```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"\]\([^)]*\)", "]", re.sub(r"`[^`\n]*`", "", text))


def _bullets(text: str) -> list[str]:
    """Items of lists, each with the lines it goes on in."""
    return [
        re.sub(r"\s+", " ", item) for item in re.findall(r"^ *(?:[-*]|\d+\.) .*(?:\n {2,}\S.*)*", text, re.MULTILINE)
    ]


@pytest.mark.parametrize("page", [*_how_tos("en"), *_how_tos("ru")], ids=_id)
def test_a_how_to_has_steps_an_example_and_a_way_out(page: Path) -> None:
    text = page.read_text("utf-8")
    way_out = f"\n## {FAILS['ru' if _is_russian(page) else 'en']}\n"
    assert len(re.findall(r"^\d+\. ", text, re.MULTILINE)) >= 3, "numbered steps"
    assert "```" in text or "![" in text, "something to paste or to look at"
    assert way_out in text
    assert text.partition(way_out)[2].strip(), "what to do then"


@pytest.mark.parametrize("page", _how_tos("en"), ids=_id)
def test_a_how_to_is_called_by_a_verb(page: Path) -> None:
    """Titles name the task: no article, no "For …", no noun ending."""
    title = page.read_text("utf-8").splitlines()[0].removeprefix("# ")
    assert not re.match(r"(?:A|An|The|For|How|About)\b|\w+(?:tion|ment|ing|ings)\b", title), title


@pytest.mark.parametrize("page", _written_pages(), ids=_id)
def test_bullets_are_short(page: Path) -> None:
    assert [item for item in _bullets(_prose(page)) if len(item.split()) > 41] == []  # and the mark


def test_lines_of_the_changelog_are_short_and_grouped() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert [line for line in text.splitlines() if line.startswith("- ") and len(line.split()) > 26] == []
    lines = [line for line in text.splitlines() if line.startswith("- ")]
    assert sorted(line for line in set(lines) if lines.count(line) > 1) == []
    for release in text.split("\n## ")[1:]:
        groups = FORMER_GROUPS if re.match(r"\[(?:0|1\.0)\.", release) else GROUPS
        parts = re.split(r"^### (.+)$", release, flags=re.MULTILINE)
        named = [groups.index(name) for name in parts[1::2]]
        assert all(before < after for before, after in pairwise(named)), release.splitlines()[0]
        if groups is GROUPS:
            counted = {name: text.count("\n- ") for name, text in zip(parts[1::2], parts[2::2], strict=True)}
            assert counted.pop(GROUPS[0], 0) <= 10
            assert sum(counted.values()) <= 40, "say it in a line that is there, or take a smaller one away"


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 60


@pytest.mark.parametrize("page", _written_pages(), ids=_id)
def test_no_banned_words(page: Path) -> None:
    language = "ru" if _is_russian(page) else "en"
    prose = _prose(page)
    assert re.findall(rf"\b(?:{BANNED[language]})\b", prose, re.IGNORECASE) == []
    if page.name in ("architecture.md", "CONTRIBUTING.md", "SECURITY.md") or language == "ru":
        assert re.findall(rf"\b(?:{METAPHORS})\b", prose, re.IGNORECASE) == []


@cache
def _labels(language: str) -> set[str]:
    """What buttons and pages say: single lines of the texts, a placeholder at the end left off."""
    lines = [
        line
        for file in (ROOT / "desk" / "locales" / language).glob("*.ftl")
        for line in file.read_text("utf-8").splitlines()
    ]
    said = [re.match(r"(?:[a-z0-9-]+ = |\s*\*?\[[^\]]+\] |    )(.+)$", line) for line in lines]
    bare = [re.sub(r"<[^>]+>|[ :«“]*\{.*\}.*|[:.?!]+$| ?[▸↗]$", "", one[1]) for one in said if one]
    return {one.replace(" …", "…").rstrip("…").strip() for one in bare}


@pytest.mark.parametrize("page", [page for language in ("en", "ru") for page in _how_tos(language)], ids=_id)
def test_bold_words_are_buttons_that_exist(page: Path) -> None:
    """A renamed button is renamed in the guides, too."""
    labels = _labels("ru" if _is_russian(page) else "en")
    bold = re.findall(r"\*\*(.+?)\*\*", _prose(page))
    assert [one for one in bold if one.replace(" …", "").strip() not in labels] == []


@pytest.mark.parametrize("page", _written_pages(), ids=_id)
def test_links_into_a_page_find_their_heading(page: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#\s]*)#([^)]+)\)", page.read_text("utf-8")):
        if "://" not in target:
            text = (page.parent / target if target else page).read_text("utf-8")
            headings = [
                re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-")
                for one in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
            ]
            assert anchor in headings or f'<a id="{anchor}">' in text, f"{target}#{anchor}"
