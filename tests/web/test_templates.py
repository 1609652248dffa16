"""What holds for every template, whatever page it is of."""

from __future__ import annotations

import re

from web.rendering import STATIC

_CUT = re.compile(r'<[^>]*class="[^"]*\bwho\b[^>]*>')


def test_a_name_that_is_cut_short_is_cut_at_its_end_also_from_right_to_left() -> None:
    pages = STATIC.parent.rglob("*.html")
    places = [found for page in pages for found in _CUT.findall(page.read_text())]
    assert len(places) > 5
    assert [place for place in places if 'dir="auto"' not in place or "title=" not in place] == []
