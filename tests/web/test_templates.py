"""What holds for every template, whatever page it is of."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from db.models import Delivery
from desk.i18n import LANGUAGES, catalog
from web.rendering import STATIC, _templates

TEMPLATES = STATIC.parent / "templates"
_CUT = re.compile(r'<[^>]*class="[^"]*\bwho\b[^>]*>')


def test_a_name_that_is_cut_short_is_cut_at_its_end_also_from_right_to_left() -> None:
    pages = STATIC.parent.rglob("*.html")
    places = [found for page in pages for found in _CUT.findall(page.read_text())]
    assert len(places) > 5
    assert [place for place in places if 'dir="auto"' not in place or "title=" not in place] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_button_is_called_as_it_reads_so_that_it_can_be_spoken(language: str) -> None:
    """WCAG 2.2, 2.5.3."""
    assert catalog.say(language, "page-ring", number=7).startswith(catalog.say(language, "page-ring-again"))
    keys = re.findall(r'aria-label="([^"]*)"[^>]*><kbd>([^<]+)</kbd></button>', (TEMPLATES / "framed.html").read_text())
    assert [shown for called, shown in keys if shown not in called] == []
    assert keys


@pytest.mark.parametrize("delivery", Delivery)
def test_an_answer_says_how_far_it_got_and_nothing_if_nobody_knows(delivery: Delivery) -> None:
    macros = _templates.get_template("ticket/thread.html").make_module({"t": lambda key, **args: args["how"]})
    for how in ("mail-sent", ""):
        said = str(macros.delivery(SimpleNamespace(delivered=how, delivery=delivery)))  # type: ignore[attr-defined]
        assert ("mail-sent" in said) is bool(how)
