"""Nobody is shown a subject as it is stored: what the desk worded itself is worded for whoever reads it. Read from the
code, as templates are not typed, and rows of tickets hold the stored text."""

import ast
import re
from pathlib import Path

import pytest

from tests.sources import files, parsed, text_of_file

pytestmark = pytest.mark.xdist_group("sources")
ROOT = Path(__file__).resolve().parent.parent
AS_STORED = {
    "desk/conversation/editing.py": "whether it was made of words, and what history keeps",
    "desk/requests/drafts.py": "what history keeps",
    "desk/tickets/fields.py": "what history keeps",
    "desk/tickets/filing.py": "what history keeps",
    "desk/knowledge/candidates.py": "an article is searched by it",
    "desk/search/ticket_search.py": "found by the stored text",
    "desk/search/snippets.py": "found by the stored text, and marked where it was",
    "desk/webhooks/bodies.py": "systems read the desk's language",
    "web/api/reading.py": "systems read the desk's language",
}
_RAW = re.compile(r"(?<!hit)\.subject\b(?!\.(?:say_in|is_stored_in)\(language\))")


def _of_python(path: Path) -> list[int]:
    """Lines that take the subject of something otherwise than to have it worded, or to make one that can be."""
    above = {child: node for node in ast.walk(parsed(path)) for child in ast.iter_child_nodes(node)}
    return [
        node.lineno
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr == "subject" and isinstance(node.ctx, ast.Load)
        if not _is_worded(above[node]) and not (isinstance(node.value, ast.Name) and node.value.id[0].isupper())
    ]


def _is_worded(around: ast.AST) -> bool:
    if isinstance(around, ast.Attribute):
        return around.attr in ("said", "args")
    return isinstance(around, ast.Call) and isinstance(around.func, ast.Name) and around.func.id == "TicketSubject"


def test_what_is_taken_as_it_is_stored_still_is() -> None:
    assert all(_of_python(ROOT / name) for name in AS_STORED)


def test_no_template_shows_a_subject_as_it_is_stored() -> None:
    templates = files(ROOT / "web", "*.html")
    assert sum(text_of_file(path).count(".subject.say_in(language)") for path in templates) > 5
    assert {path.name for path in templates if _RAW.search(text_of_file(path))} == set()
