"""Architecture: who may import whom, how small a module is, how long a function, who may commit. Read from the code."""

import ast
import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

import pytest

from db import migrate
from tests.sources import files, nodes, text_of_file

pytestmark = pytest.mark.xdist_group("sources")
ROOT = Path(__file__).resolve().parent.parent
NAMED_LAYERS = {
    "tables": "db",
    "processes": "ops migrations",
    "values": "desk.errors desk.results desk.references desk.api_event_kinds desk.history desk.locked desk.rule_specs "
    "desk.text desk.i18n desk.settings desk.installation desk.listing desk.place desk.context desk.outbox desk.policy "
    "desk.search",
    "ticket": "desk.people desk.sla desk.notifications desk.desk desk.tickets desk.conversation desk.acts desk.staff "
    "desk.admin_settings desk.own_fields",
    "features": "desk.accounts desk.announcements desk.approvals desk.automation desk.board desk.canned desk.charts "
    "desk.ticket_similarity desk.events desk.ratings desk.files desk.ideas desk.integrations desk.knowledge desk.menu "
    "desk.merging desk.metrics desk.operations desk.organizations desk.panel desk.payments desk.privacy desk.problems "
    "desk.queries desk.recurring desk.retention desk.reviews desk.second_factor desk.sessions desk.setup "
    "desk.summaries desk.text_overrides desk.topics",
    "intake": "desk.act_catalogue desk.administration desk.assist desk.importing desk.later desk.requests "
    "desk.questions desk.suggestions desk.inbound desk.groups desk.guest_calls desk.own_accounts",
    "time": "desk.schedule desk.webhooks desk.crm",
    "channels": "bot todoist_sync web mail reports sandbox",
    "installation": "doctor",
}
"""The lowest first: a file imports its own package and packages of lower layers. Single files at the desk's root count
as packages. Packages of a layer of the desk import each other, without circles; features only as `PAIRS` has it."""
PAIRS = {
    "announcements": "knowledge topics",
    "automation": "canned topics",
    "board": "payments topics",
    "canned": "board knowledge queries",
    "charts": "knowledge metrics organizations",
    "files": "queries",
    "knowledge": "topics",
    "menu": "topics",
    "merging": "ticket_similarity",
    "operations": "integrations queries",
    "organizations": "payments",
    "privacy": "board integrations retention topics",
    "problems": "announcements knowledge ticket_similarity topics",
    "queries": "accounts organizations payments ticket_similarity topics",
    "summaries": "metrics",
}
"""Which features of the desk import which. The list may only become shorter."""
LAYERS = tuple(NAMED_LAYERS.values())
DESK_LAYERS = {name: list(NAMED_LAYERS).index(name) for name in ("values", "ticket", "features", "intake", "time")}
CHANNELS = set(LAYERS[-1].split())
LAYER_OF = {package: layer for layer, packages in enumerate(LAYERS) for package in packages.split()}
PACKAGES = sorted({package.partition(".")[0] for package in LAYER_OF})
PRODUCT = ["bot", "db", "desk", "doctor", "mail", "ops", "reports", "todoist_sync", "web"]
NOT_PRODUCT = {"tests", "bench"}
FORBIDDEN_LIBRARIES = {
    "desk": {"ops", "aiogram", "aiohttp", "httpx", "todoist_api_python"},
    "db": {"aiogram", "aiohttp", "httpx", "todoist_api_python"},
    "bot": {"httpx", "todoist_api_python"},
    "todoist_sync": {"aiogram"},
    "mail": {"aiogram", "todoist_api_python"},
    "reports": {"aiogram", "aiohttp", "httpx", "todoist_api_python"},
    "web": {"aiogram", "aiohttp", "httpx", "todoist_api_python"},
}
MAY_COMMIT = {"db/database.py", "db/locks.py", "db/migrate.py"}
LONG, _FIELDS = 40, 10
MAY_BE_LONG = {
    "desk.conversation.editing._amend", "desk.metrics.facts._facts", "todoist_sync.cards.desk_side._write_block",
}  # fmt: skip
"""Functions of more than forty lines, mostly one statement or one list, read from top to bottom.

What is too long does several things: give each a name. What a function returns at its end, field by field, does not
count."""


def _files(package: str) -> tuple[Path, ...]:
    return files(ROOT / package)


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def _imports() -> dict[str, set[str]]:
    """What each of our files imports, by the names of modules: of ours the file itself, of others the package."""
    files = {_name(path): path for package in PACKAGES for path in _files(package)}
    return {name: set(_imported(path, files)) - {name} for name, path in files.items()}


def _imported(path: Path, ours: Collection[str]) -> Iterator[str]:
    for node in nodes(path, ast.Import, ast.ImportFrom):
        if isinstance(node, ast.Import):
            names = [(alias.name, alias.name) for alias in node.names]
        else:
            above = path.relative_to(ROOT).parts[: -node.level] if node.level else ()
            module = ".".join((*above, *([node.module] if node.module else [])))
            names = [(f"{module}.{alias.name}", module) for alias in node.names]
        for full, holder in names:
            known = full if full in ours else holder
            yield known if known in ours else known.partition(".")[0]


def _package_of(module: str) -> str | None:
    """Return the package of a file of ours, for `desk/__init__` the one of `Desk`; None for what is not ours."""
    first, _, rest = module.partition(".")
    if first not in PACKAGES:
        return None
    return f"desk.{rest.partition('.')[0] or 'desk'}" if first == "desk" else first


def _may_import(module: str, other: str) -> bool:
    mine, theirs = _package_of(module), _package_of(other)
    if other.partition(".")[0] in FORBIDDEN_LIBRARIES.get(module.partition(".")[0], NOT_PRODUCT) | NOT_PRODUCT:
        return False
    if theirs is None or mine is None or mine == theirs:
        return True
    if _are_features(mine, theirs):
        return theirs.removeprefix("desk.") in PAIRS.get(mine.removeprefix("desk."), "").split()
    if mine in LAYER_OF and LAYER_OF.get(theirs) == LAYER_OF[mine]:
        return LAYER_OF[mine] in DESK_LAYERS.values()
    return mine in LAYER_OF and theirs in LAYER_OF and LAYER_OF[theirs] < LAYER_OF[mine]


def _are_features(mine: str, theirs: str) -> bool:
    return LAYER_OF.get(mine) == LAYER_OF.get(theirs) == DESK_LAYERS["features"]


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_go_down(package: str) -> None:
    """Channels import desk, desk imports db, channels never each other; within desk by its layers."""
    wrong = {
        f"{module} imports {other}"
        for module, others in _imports().items()
        for other in others
        if module.partition(".")[0] == package and not _may_import(module, other)
    }
    assert not wrong


def test_features_import_each_other_as_listed() -> None:
    used = defaultdict(set)
    for module, others in _imports().items():
        for other in others:
            mine, theirs = _package_of(module), _package_of(other)
            if (
                mine
                and theirs
                and mine != theirs
                and LAYER_OF.get(mine) == LAYER_OF.get(theirs) == DESK_LAYERS["features"]
            ):
                used[mine.removeprefix("desk.")].add(theirs.removeprefix("desk."))
    assert {package: " ".join(sorted(others)) for package, others in used.items()} == PAIRS


def test_only_the_drawing_knows_the_library_that_draws() -> None:
    knowing = {module for module, others in _imports().items() if others & {"resvg_py", "PIL"}}
    assert knowing == {"reports.drawing.page"}


OF_OPERATORS = {"db.settings", "mail.settings"}
"""Read what the operator wrote, and nothing that others send."""
SLOW_READERS = {
    "getaddresses", "parseaddr", "parse_qs", "parse_qsl", "message_from_bytes", "message_from_string", "BytesParser",
    "BytesHeaderParser", "BytesFeedParser", "HeaderParser", "FeedParser",
}  # fmt: skip
"""They call themselves for each level, or make many objects of each byte: a stranger's mail or form may have 40 MB."""


def test_bytes_of_others_are_read_by_our_own_readers() -> None:
    using = {
        f"{_name(path)}: {alias.name}"
        for package in PRODUCT
        for path in _files(package)
        if _name(path) not in OF_OPERATORS
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in SLOW_READERS
    }
    assert not using


def test_only_the_words_of_the_search_know_the_library_of_stems() -> None:
    assert {module for module, others in _imports().items() if "Stemmer" in others} == {"desk.search.stemming"}


def test_no_imports_form_a_circle() -> None:
    left = {module: others & _imports().keys() for module, others in _imports().items()}
    while within := {module for module, others in left.items() if others} & set().union(*left.values()):
        if within == left.keys():
            break
        left = {module: left[module] & within for module in within}
    assert not within, "these import each other"


@cache
def _public_names() -> dict[tuple[str, str], str]:
    """Return which package to import a name from, by its file and the name: those that an `__init__` imports."""
    inits = [path for package in PACKAGES for path in _files(package) if path.name == "__init__.py"]
    return {
        (node.module, alias.name): _name(path)
        for path in inits
        for node in nodes(path, ast.ImportFrom)
        if node.module in _imports()
        for alias in node.names
    }


def _may_import_directly(module: str, package: str) -> bool:
    """Return True inside the package, and in layers that are not above it, which its `__init__` may need."""
    mine, theirs = _package_of(module), _package_of(package)
    if module == package or module.rpartition(".")[0] == package:
        return True
    return mine is not None and theirs is not None and theirs not in CHANNELS and LAYER_OF[mine] <= LAYER_OF[theirs]


@pytest.mark.parametrize("package", PACKAGES)
def test_public_names_are_imported_from_their_package(package: str) -> None:
    wrong = {
        f"{_name(path)}: from {public} import {alias.name}"
        for path in _files(package)
        for node in nodes(path, ast.ImportFrom)
        if node.module
        for alias in node.names
        if (public := _public_names().get((node.module, alias.name))) and not _may_import_directly(_name(path), public)
    }
    assert not wrong


def test_a_package_offers_its_own_names_only() -> None:
    """`from desk.text import …` brings names of desk.text: the layers hold for what is behind an `__init__`."""
    wrong = {
        f"{package} offers {name} of {module}"
        for (module, name), package in _public_names().items()
        if not module.startswith(f"{package.partition('.')[0] if package == 'db.models' else package}.")
    }
    assert not wrong


def test_functions_are_short() -> None:
    """The list may only become shorter."""
    long = {
        f"{_name(path)}.{node.name}"
        for package in PRODUCT
        for path in _files(package)
        for node in nodes(path, ast.FunctionDef, ast.AsyncFunctionDef)
        if _length(node) > LONG
    }
    assert long == MAY_BE_LONG


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function without those of the functions in it: a page's routes share what they are given."""
    within = [one for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
    lines = (node.end_lineno or node.lineno) - node.lineno + 1 - sum(map(_length, within))
    last = node.body[-1]
    if isinstance(last, ast.Return) and isinstance(last.value, ast.Call) and len(last.value.keywords) >= _FIELDS:
        return lines - (last.end_lineno or last.lineno) + last.lineno
    return lines


def test_a_name_means_one_class() -> None:
    taken = defaultdict(list)
    for package in PRODUCT:
        for path in _files(package):
            for node in nodes(path, ast.ClassDef):
                taken[node.name].append(_name(path))
    assert {name: places for name, places in taken.items() if len(places) > 1} == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_only_the_unit_of_work_commits(package: str) -> None:
    wrong = []
    for path in _files(package):
        for node in nodes(path, ast.Attribute):
            if node.attr == "commit":
                wrong.append(str(path.relative_to(ROOT)))
    assert set(wrong) <= MAY_COMMIT


@pytest.mark.parametrize("package", ["bot", "todoist_sync", "mail", "reports", "desk", "db"])
def test_nothing_below_the_entry_reads_the_environment(package: str) -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for path in _files(package)
        if path.name not in {"__main__.py", "settings.py"}
        for node in nodes(path, ast.Attribute)
        if node.attr in {"environ", "getenv"}
    ]
    assert not wrong


def test_linking_moves_whatever_names_a_person() -> None:
    """Or the list says why not: what belongs to people in Telegram only."""
    from db.models import Base
    from desk.staff.board_accounts import MOVES

    only_with_telegram = {
        "people.barred_by": "agents block in Telegram",
        "shifts.person_id": "shifts are set in Telegram",
        "agent_topics.person_id": "topics are chosen in Telegram",
        "sent_cards.person_id": "cards are sent in Telegram",
        "rings.person_id": "what rings is sent in Telegram",
        "asks.asked_id": "who is asked reads it in Telegram",
        "people.former_id": "the Telegram person whose account it was",
        "brakes.answered_by": "admins answer in Telegram",
        "use_log.person_id": "uses are those of the bot",
        "uses.person_id": "uses are those of the bot",
        "admin_changes.by_id": "what is administered is changed in Telegram",
        "imported_rows.person_id": "an import makes requesters, who have no account on the board",
        "settings.changed_by": "admins change settings in Telegram",
        "wordings.changed_by": "admins change texts in Telegram",
        "menus.by_id": "admins publish the menu in Telegram",
        "articles.author_id": "articles are written in Telegram",
        "article_texts.author_id": "articles are written in Telegram",
        "preset_answers.created_by": "preset answers are written in Telegram",
        "preset_texts.author_id": "preset answers are written in Telegram",
        "canned_replies.owner_id": "canned replies are made in Telegram",
        "canned_replies.created_by": "canned replies are made in Telegram",
        "ticket_groups.made_by": "agents join tickets in Telegram",
        "mailings.author_id": "mailings are made in Telegram",
        "mailing_receivers.person_id": "mailings come in Telegram",
        "offers.person_id": "offers come in Telegram",
        "known_problem_followers.person_id": "they are told in Telegram",
        "known_problems.made_by": "staff, by a press in Telegram",
        "known_problems.opened_by": "admins, by a press in Telegram",
        "web_sign_ins.person_id": "who is asked lets in from Telegram",
        "web_sessions.person_id": "sessions begin in Telegram",
        "second_factors.person_id": "who has one was let in from Telegram",
        "recovery_codes.person_id": "who has them was let in from Telegram",
        "confirmations.person_id": "who asks has been let in from Telegram",
        "recurring_requests.made_by": "managers, in Telegram or the panel, have Telegram",
        "recurring_requests.internal_id": "the row of nobody",
        "rules.made_by": "managers, in Telegram or the panel, have Telegram",
        "saved_views.owner_id": "views are kept by who was let in from Telegram",
        "systems.made_by": "admins make systems in Telegram",
        "subscriptions.made_by": "admins make webhooks in Telegram",
        "memberships.made_by": "directors, and admins in the panel, have Telegram",
        "member_invites.made_by": "directors make links in Telegram",
        "member_invites.used_by": "links are opened in Telegram",
        "board_connection.connected_by": "admins connect an account in Telegram",
        "board_connect_codes.person_id": "admins get links in Telegram",
        "chats.person_id": "the row of a group",
        "own_accounts.owner_id": "accounts are connected in Telegram",
        "guest_calls.person_id": "the bot is called in Telegram",
        "guest_calls.place_id": "the row of a place",
        "chats.allowed_by": "admins allow groups in Telegram",
        "tickets.intake_group_id": "the row of a group",
        "group_mentions.group_id": "the row of a group",
        "group_mentions.ended_by": "agents decide by a press in Telegram",
        "prepared_answers.person_id": "answers are shown in Telegram before they go",
        "erasures.person_id": "a linked account is erased with its person",
        "erasures.asked_by": "who asks has Telegram",
    }
    columns = [column for table in Base.metadata.sorted_tables for column in table.columns]
    naming = {str(c) for c in columns for key in c.foreign_keys if str(key.column) == "people.id"}
    named_without = {str(c) for c in columns if c.name == "person_id"}
    of_a_field = {"history.old_id", "history.new_id"}  # a person's or a category's
    counted = {f"ticket_facts.{moment}_by" for moment in ("taken", "answered", "solved")}  # no keys: db/models/metrics
    moved = {f"{line.split()[1]}.{line.split()[3]}" for line in MOVES if line.startswith("update")}
    assert naming | named_without == moved - of_a_field - counted | set(only_with_telegram)


def test_what_a_unit_of_work_knows_has_names() -> None:
    """A key of a session's dictionary is a field that nobody declared."""
    used = [
        str(path.relative_to(ROOT))
        for package in PRODUCT
        for path in files(ROOT / package)
        if any(
            node.attr == "info" and ast.unparse(node.value).endswith("session") for node in nodes(path, ast.Attribute)
        )
    ]
    assert used == []


def test_the_desk_takes_the_time_it_is_given() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in _files("desk")
        for node in nodes(path, ast.Attribute)
        if node.attr in {"now", "utcnow", "today"} and _is_clock(node)
    ]
    assert not wrong


_WALL, _REMEMBERS_BY_THE_WALL = {"now", "_now"}, {"mail/collecting.py"}


def test_pauses_are_by_a_steady_clock() -> None:
    """A process remembers no end of a pause by the wall clock, which may be put back: the pause would be hours long.
    What is stored for others is by that clock, and `clock_skew` repairs it."""
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for package in ("bot", "mail", "ops", "reports", "todoist_sync", "web")
        for path in _files(package)
        for node in nodes(path)
        if isinstance(node, ast.Assign | ast.AnnAssign) and _is_remembered(node) and _adds_to_wall_clock(node.value)
    ]
    assert {one.partition(":")[0] for one in wrong} <= _REMEMBERS_BY_THE_WALL, wrong


def _is_remembered(node: ast.Assign | ast.AnnAssign) -> bool:
    """Whether something of `self` gets the value."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return any(
        isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id == "self"
        for target in targets
        for one in ast.walk(target)
    )


def _adds_to_wall_clock(value: ast.AST | None) -> bool:
    sums = [one for one in ast.walk(value) if isinstance(one, ast.BinOp)] if value is not None else []
    return any(
        isinstance(one.op, ast.Add)
        and isinstance(side, ast.Call)
        and ast.unparse(side.func).rpartition(".")[2] in _WALL
        for one in sums
        for side in (one.left, one.right)
    )


def _is_clock(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id in {"datetime", "date", "time"}


def test_only_a_locked_row_is_locked() -> None:
    """Steps trust the type: whoever says `Locked` has locked the row, or has just added it."""
    wrong = [
        str(path.relative_to(ROOT))
        for package in ("bot", "todoist_sync", "desk")
        for path in _files(package)
        for node in nodes(path, ast.Call)
        if isinstance(node.func, ast.Name) and node.func.id == "Locked"
    ]
    assert set(wrong) == {"desk/locked.py", "desk/tickets/filing.py"}


def test_what_was_audited_stays_as_it_was_written() -> None:
    """Rows of `audit` are added in one place, read in one, and changed nowhere; linking moves who did it."""
    places = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in _files(package)
        if "AuditRecord" in text_of_file(path)
    }
    assert places == {"db/models/settings.py", "db/models/__init__.py", "desk/history.py", "desk/queries/audit_log.py"}


def test_cells_are_written_in_one_place() -> None:
    """A guard of its own beside `guard_cell` misses what that one stops."""
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for package in PACKAGES
        for path in _files(package)
        for node in nodes(path, ast.Attribute, ast.ImportFrom)
        if _is_of_csv(node)
        if path.relative_to(ROOT) != Path("desk/metrics/table_writers.py")
    ]
    assert not wrong


def _is_of_csv(node: ast.Attribute | ast.ImportFrom) -> bool:
    """Return True if it names a writer of the library, or imports from it by name."""
    if isinstance(node, ast.ImportFrom):
        return node.module == "csv"
    of_csv = isinstance(node.value, ast.Name) and node.value.id == "csv"
    return of_csv and node.attr in {"writer", "DictWriter"}


def test_the_number_of_the_functions_is_increased_with_each_change_of_them() -> None:
    known = migrate.SQL_NUMBER.read_text("ascii").strip()
    assert known == migrate.describe_sql_files(), "db/sql has changed: run `make schema`"


_ASKS_NAME = re.compile(r"\bs\.name\s*(?:=|like|in\b)|from systems\b[^;]*\bname\s*(?:=|like|in\b)", re.IGNORECASE)
_NAMED_BY_OPERATORS = {"desk/crm/answers.py"}
"""The environment says which integration is the CRM's: only so that the CRM gets no echo."""


def test_nothing_is_asked_of_the_name_of_an_integration() -> None:
    """People choose it: what the desk trusts is a column."""
    found = set()
    for path in (one for package in PRODUCT for one in _files(package)):
        for node in nodes(path, ast.Constant, ast.Compare):
            is_sql = isinstance(node, ast.Constant) and isinstance(node.value, str) and _ASKS_NAME.search(node.value)
            if is_sql or (isinstance(node, ast.Compare) and any(map(_is_name_of_integration, ast.walk(node)))):
                found.add(path.relative_to(ROOT).as_posix())
    assert found == _NAMED_BY_OPERATORS


def _is_name_of_integration(node: ast.AST) -> bool:
    if not isinstance(node, ast.Attribute) or node.attr != "name":
        return False
    names = {getattr(one, "id", getattr(one, "attr", "")) for one in ast.walk(node.value)}
    return not names.isdisjoint({"Integration", "integration", "system", "form", "mailbox"})
