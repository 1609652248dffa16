"""The documents say what the code does: every command, button and setting once, the schema current, no dead link."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot import command_menu
from bot.features.help.topics import HELP_TOPICS, UNLISTED
from bot.features.registry import COMMANDS as DECLARED
from bot.settings import BotSettings
from db import er_diagram, schema_doc
from db.models import Role
from desk import DeskSettings
from desk.acts.homes import BY_COMMAND
from desk.admin_settings import settings_page
from desk.i18n import LANGUAGES, say
from desk.metrics import metrics_doc
from mail.settings import MailSettings
from ops.backup.settings import BackupSettings
from tests import sentences
from tests.flows.matrix import COMMANDS
from tests.flows.matrix_rows import button_prefixes
from tests.rules import DESK_DEFAULTS
from tests.tiers import costs
from todoist_sync.settings import BoardSettings
from web.settings import WebSettings

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
FIELDS = {
    **BotSettings.model_fields,
    **BoardSettings.model_fields,
    **WebSettings.model_fields,
    **BackupSettings.model_fields,
    **MailSettings.model_fields,
}
CONTRACT = {"aiogram", "aiohttp", "httpx", "asyncpg", "SQLAlchemy", "alembic", "pydantic-settings", "pytest"}
CONTRACT |= {"todoist-api-python", "pytest-asyncio", "ruff", "mypy"}


def _docs(language: str) -> Path:
    return ROOT / "docs" if language == "en" else ROOT / "docs" / language


def _rows(page: str) -> list[tuple[str, ...]]:
    """The rows of a page's tables whose first cell is code."""
    lines = (ROOT / "docs" / page).read_text("utf-8").splitlines()
    cells = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines if line.startswith("| `")]
    return [(row[0].strip("`"), *row[1:]) for row in cells]


def test_each_command_stands_in_the_reference_once() -> None:
    written = [name for name, *_ in _rows("reference.md") if name.startswith("/")]
    assert len(written) == len(set(written))
    assert set(written) == {f"/{name}" for name in (*DECLARED.by_name, *BY_COMMAND)}


def test_the_data_of_each_button_stands_in_the_reference_once() -> None:
    page = (ROOT / "docs" / "reference.md").read_text("utf-8")
    said = page.partition("\n## Callback data\n")[2].partition("\n###")[0]
    assert sorted(re.findall(r"`([a-z_]+)`", said)) == sorted(button_prefixes())


def test_the_log_says_of_each_button_what_a_press_was() -> None:
    """Each button has words of its own, in the file of its feature."""
    for language in LANGUAGES:
        said = [say(language, f"press-{prefix}") for prefix in button_prefixes()]
        assert len(set(said)) == len(said)


def test_commands_that_name_a_ticket_take_it_from_a_reply() -> None:
    named = {name.removeprefix("/") for name, *does in _rows("reference.md") if f"`{name} N" in does[0]}
    assert named - {"tickets"} == {name for name in DECLARED.by_name if DECLARED.is_of_ticket(name)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_menu_is_short_and_help_has_the_rest(language: str) -> None:
    """A requester's commands stand in their help; those of staff each under one task of theirs, and an agent meets at
    most fifteen before a task is opened."""
    may = {t.does.split()[0] for t in COMMANDS if "other requester" in t.may} - {"/start", "/help", "/kb"}
    may -= {"/organization", "/register"}  # while organizations are on, in a line of their own
    helped = set(re.findall(r"/[a-z]+", say(language, "help-requester")))
    assert may | {"/ticket", "/cancel"} == helped - {"/tickets"} | (may & {"/tickets"})
    menus = {
        role: {one.command for one in command_menu.list_commands(language, role, DeskSettings())}
        for role in (Role.REQUESTER, Role.AGENT, Role.ADMIN)
    }
    assert {f"/{name}" for name in menus[Role.REQUESTER]} - {"/help"} <= helped
    assert all(len(menu) <= command_menu.MOST for menu in menus.values())
    listed = [name for names in HELP_TOPICS.values() for name in names]
    assert sorted(listed) == sorted(set(DECLARED.by_name) - UNLISTED)
    for role in (Role.AGENT, Role.ADMIN):
        assert menus[role] <= {*listed, "help"}
        assert len(menus[role] | set(re.findall(r"/([a-z]+)", say(language, "help-staff")))) <= 15


def test_each_setting_stands_in_the_reference_once_with_its_default() -> None:
    written = [(name, cell[0]) for name, *cell in _rows("reference.md") if name.isupper()]
    assert len(written) == len(FIELDS) - 1
    assert {name.lower() for name, _ in written} == set(FIELDS) - {"sandbox_mark"}
    for name, shown in written:
        default = DESK_DEFAULTS.get(name, FIELDS[name.lower()].default)
        plain = str(default).lower() if isinstance(default, bool) else str(default)
        bare = FIELDS[name.lower()].is_required() or default in (None, "", frozenset(), ())
        assert shown == ("" if bare else f"`{plain}`"), name


NOT_SET = {"en": "not set", "ru": "не задано"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_on_the_law_names_settings_with_their_defaults(language: str) -> None:
    """Each setting and variable that it names exists, is linked, and has the default in brackets behind it."""
    page = (_docs(language) / "explanation" / "law.md").read_text("utf-8")
    settings = (_docs(language) / "reference" / "settings.md").read_text("utf-8")
    true = dict(re.findall(r'^\| <a id="(\w+)"></a>[^|]* \| ([^|]*) \|', settings, re.MULTILINE))
    true |= {name: cell[0] or NOT_SET[language] for name, *cell in _rows("reference.md") if name.isupper()}
    named = re.findall(r"\[`(\w+)`\]\([./]*/reference(?:\.md|/settings\.md)#([\w-]+)\) \(([^):]*)", page)
    assert len({name for name, *_ in named}) > 20
    for name, anchor, default in named:
        assert (anchor, default) == ("environment-variables" if name.isupper() else name, true.get(name)), name
    linked = {name for name, *_ in named} | {"DATA_DIR"}
    assert set(re.findall(r"`([a-z]+_[a-z_]+|[A-Z]+_[A-Z_]+)`", page)) <= linked


def test_the_schema_is_current() -> None:
    text = (ROOT / "docs" / "internals" / "schema.md").read_text("utf-8")
    assert text == schema_doc.build_document(), "run `make schema`"
    drawn = (ROOT / "docs" / "internals" / "er-diagram.md").read_text("utf-8")
    assert drawn == er_diagram.build_document(), "run `make schema`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_settings_are_current(language: str) -> None:
    text = (_docs(language) / "reference" / "settings.md").read_text("utf-8")
    assert text == settings_page.make_page(language), "run `make schema`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_glossary_of_figures_is_current(language: str) -> None:
    text = (_docs(language) / "reference" / "metrics.md").read_text("utf-8")
    assert text == metrics_doc.make_page(language), "run `make schema`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", re.sub(r"`[^`\n]*`", "", page.read_text("utf-8"))):
        if "://" not in target and not target.endswith("screenshot.png"):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", [*PAGES, ROOT / "SECURITY.md"], ids=lambda page: str(page.relative_to(ROOT)))
def test_pages_are_what_they_look_like(page: Path) -> None:
    """By CommonMark, as readers get them: no block of code is empty, swallows the rest of its page, or hangs open; no
    link leads to a heading that is not there."""
    read = MarkdownIt("commonmark").enable("table").parse(page.read_text("utf-8"))
    lines = page.read_text("utf-8").splitlines()
    for token in (one for one in read if one.type in ("fence", "code_block")):
        first, behind = token.map or [0, 0]
        assert token.content.strip(), f"line {first + 1}: the code is not indented as its fence is"
        assert not re.search(r"^ *#{2,} \S", token.content, re.M), f"line {first + 1}: holds a heading"
        assert token.type == "code_block" or lines[behind - 1].strip(" >").startswith(token.markup), "hangs open"
    for place, anchor in _list_anchors(read):
        target = (page.parent / place).resolve() if place else page
        if target.suffix == ".md":
            assert anchor in _name_headings(target), f"{place}#{anchor}"


def _list_anchors(read: Sequence[Token]) -> list[tuple[str, str]]:
    inside = [child for token in read for child in token.children or () if child.type == "link_open"]
    links = [unquote(str(link.attrs["href"])) for link in inside]
    return [(link.partition("#")[0], link.partition("#")[2]) for link in links if "#" in link and "://" not in link]


@cache
def _name_headings(page: Path) -> frozenset[str]:
    """The anchors of a page: of its headings as GitHub makes them, and those that it has as HTML."""
    text = page.read_text("utf-8")
    titles = re.findall(r"^#+ (.+)$", text, re.M)
    plain = (re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).replace("`", "") for title in titles)
    made = {re.sub(r"[^\w\- ]", "", title.casefold()).replace(" ", "-") for title in plain}
    return frozenset(made | set(re.findall(r'<a id="([^"]+)"', text)))


GUIDES = [
    path.relative_to(ROOT / "docs").as_posix()
    for folder in ("start", "how-to", "explanation")
    for path in sorted((ROOT / "docs" / folder).rglob("*.md"))
]


def test_both_languages_have_the_same_pages() -> None:
    russian = ROOT / "docs" / "ru"
    for folder in ("start", "how-to", "explanation", "reference"):
        pages = [
            sorted(path.relative_to(root) for path in (root / folder).rglob("*.md"))
            for root in (ROOT / "docs", russian)
        ]
        assert pages[0] == pages[1]


@pytest.mark.parametrize("name", GUIDES)
def test_guides_have_the_same_parts_in_both_languages(name: str) -> None:
    english, russian = ((_docs(language) / name).read_text("utf-8") for language in ("en", "ru"))
    for text in (english, russian):
        assert len(text.split()) < 1500
    shapes = [[re.match(r"#+|-|\d+\.|\|?", line)[0] for line in text.splitlines()] for text in (english, russian)]  # type: ignore[index]
    assert shapes[0] == shapes[1]
    assert set(re.findall(r"`(/[a-z]+)", english)) == set(re.findall(r"`(/[a-z]+)", russian))


def _book(language: str) -> list[list[str]]:
    """The pages of each part of the book, which are the numbered parts of the index."""
    parts = re.split(r"^## ", (_docs(language) / "index.md").read_text("utf-8"), flags=re.MULTILINE)
    return [re.findall(r"\]\(([^)]+\.md)\)", part) for part in parts if part[0].isdigit()]


def test_the_book_is_short_and_the_index_has_each_guide_once() -> None:
    """Put a new page where one needs it, in both languages; what only developers read is linked from elsewhere."""
    books = {language: _book(language) for language in LANGUAGES}
    assert books["en"] == books["ru"]
    pages = [page for part in books["en"] for page in part]
    assert (len(books["en"]), len(pages) <= 60) == (5, True)
    for language in LANGUAGES:
        text = (_docs(language) / "index.md").read_text("utf-8")
        linked = re.findall(r"\]\(([^)#]+)\)", text)
        assert sorted(GUIDES) == sorted(set(linked) & set(GUIDES))
        assert {page: linked.count(page) for page in GUIDES if linked.count(page) != 1} == {}
        assert [target for target in linked if "internals" in target or "decisions" in target] == []


def test_guides_name_only_commands_that_exist() -> None:
    known = {name for name, *_ in _rows("reference.md")} | {f"/{name}" for name in DECLARED.aliases}
    for page in PAGES:
        said = set(re.findall(r"(?<![\w/.`])`(/[a-z]+)(?=[ `])", page.read_text("utf-8")))
        assert said - known <= {"/healthz", "/readyz", "/metrics", "/sync", "/user", "/tmp"}, page


def test_decisions_are_whole_and_numbered() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert len({record.name[:4] for record in records}) == len(records)
    for record in records:
        text = record.read_text("utf-8")
        assert text.startswith(f"# {record.name[:4]}: ")
        for part in (
            "Status: ",
            "Date: ",
            "## Context",
            "## Decision",
            "## Rejected",
            "## Price",
            "## Sign we were wrong",
        ):
            assert part in text, (record.name, part)


def test_every_dependency_is_in_the_contract_or_in_a_record() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    names = {re.match(r"[\w.-]+", one)[0] for one in wanted}  # type: ignore[index]
    said = (ROOT / "docs" / "decisions" / "0005-package-ops-and-dependencies.md").read_text("utf-8")
    assert [name for name in names - CONTRACT if name not in said] == []


MAPS = ["docs/architecture.md", "docs/glossary.md", "CONTRIBUTING.md"]


@pytest.mark.parametrize("page", MAPS)
def test_paths_that_are_named_exist(page: str) -> None:
    named = re.findall(r"`((?:\.ci|\w+)/[\w./-]*\w/?)`", (ROOT / page).read_text("utf-8"))
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_way_of_a_message_names_what_the_files_define() -> None:
    for _, where, by in _three_cells("what happens"):
        texts = [(ROOT / path).read_text("utf-8") for path in re.findall(r"`([\w/.]+)`", where)]
        for name in re.findall(r"`(\w+)`", by):
            assert any(re.search(rf"def {name}\(|^{name}\b", text, re.MULTILINE) for text in texts), (where, name)


def _three_cells(header: str) -> list[list[str]]:
    """The rows of the architecture's tables whose first column is called so."""
    tables = re.split(r"\n\n", (ROOT / "docs" / "architecture.md").read_text("utf-8"))
    mine = [line for table in tables if f"| {header} |" in table for line in table.splitlines()]
    rows = [line.strip("| ").split(" | ") for line in mine if line.startswith("| ") and "---" not in line]
    return [row for row in rows if len(row) == 3 and row[0] != header]


def test_each_section_of_the_contract_has_a_test_of_every_day() -> None:
    told = list(sentences.tellings())
    rest = {name for name, cost in costs().items() if not cost.daily}
    assert {one.section for one in told} == {one.section for one in told if f"tests/{one.path}::{one.test}" not in rest}


def test_each_conversation_names_its_section() -> None:
    tests = ROOT / "tests"
    told = {one.path for one in sentences.tellings()}
    assert {path.relative_to(tests).as_posix() for path in (tests / "flows").rglob("test_*.py")} <= told


def test_the_table_of_contents_names_tests_that_exist() -> None:
    """Every yes has a test, every other cell a reason."""
    page = (ROOT / "docs" / "internals" / "content.md").read_text("utf-8")
    tests = dict(re.findall(r"^\| (\w+) \| `([\w/.]+::\w+)` \|$", page, re.MULTILINE))
    for path, name in (one.split("::") for one in tests.values()):
        text = (ROOT / "tests" / path).read_text("utf-8")
        assert re.search(rf"^(async )?def {name}\(", text, re.MULTILINE), name
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.count(" | ") == 7][2:]
    assert len(rows) > 20
    for kind, *cells in rows:
        assert len(cells) == 7, kind
        for cell in cells:
            known = set(re.findall(r"\b[A-Z]\d+\b", cell))
            assert known <= set(tests), (kind, cell)
            reason = not cell.startswith("yes") and (len(cell.split()) > 1 or cell == "likewise")
            assert known or reason, (kind, cell)
    assert set(tests) == set(re.findall(r"\b[A-Z]\d+\b", page))


def test_the_makefile_has_the_targets_of_the_contract() -> None:
    made = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert {"install", "demo", "test", "run", "lint", "migrate", "race"} <= made


def test_the_installed_command_is_there() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    module, _, function = project["scripts"]["pulldesk"].partition(":")
    assert callable(getattr(import_module(module), function))
