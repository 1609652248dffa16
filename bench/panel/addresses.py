"""Addresses of the panel that are timed: every page of its app, each of something large, and filters, searches and
last pages.

New pages are included; one with an unknown part in its path fails, so that a value is added for it.
"""

import importlib
import pkgutil
import re
from collections.abc import Mapping
from typing import Any, cast

from fastapi.routing import APIRoute

from bench.large.random_tickets import AGENTS, COMMON, RARE, SOME
from bench.panel.panel_data import AGENT
from desk.metrics.registry import REPORT_FORMS
from web import features
from web.context import WebContext
from web.settings import WebSettings

_NOT_TIMED = frozenset({
    "/live", "/sign-in", "/tickets/{number}/files/{file_id}", "/reports/exports/{result}", "/reviews/{review_id:id}",
    "/rules/{rule_id:id}", "/announcements/{mailing_id:id}", "/problems/{problem_id:id}",
    "/second-factor", "/profile/passkey", "/wall/{secret}", "/sign-in/{word}",
})  # fmt: skip
"""A stream without an end, the pages of people who are not signed in or have no second factor, files of any size, and
single rows of what the desk measured has not switched on."""
_UNUSED = "trainees"  # the form of what the desk measured has none of
_MORE: Mapping[str, tuple[str, ...]] = {
    "/": ("page=5",),
    "/tickets": (
        "page=15", "state=all", "state=all&page=1000", "state=closed&page=1900", "state=in_progress", "priority=1",
        "state=all&priority=2", "state=all&category=3", "state=all&agent=1", "agent=0", "late=1", "state=all&late=1",
        "sort=due", "state=all&sort=number", "state=all&sort=-priority&page=500", "state=all&sort=last&page=1500",
        f"state=all&q={COMMON}", f"q={COMMON}", f"state=all&q={next(iter(SOME))}", f"state=all&q={RARE}",
        f"state=closed&q={COMMON}+{next(iter(SOME))}", f"state=all&q={COMMON[:4]}", "state=all&q=nowhereatall",
        "state=all&organization=1",
    ),
    "/palette": (f"q={COMMON}", f"q={COMMON}+{next(iter(SOME))}", "q=77", "q=person+12", "q=nowhereatall"),
    "/reports": ("view=figure",),
    "/reports/figures": (
        *(f"view={form}&{period}" for period in ("period=month", "{year}") for form in REPORT_FORMS if form != _UNUSED),
        "view=figure&figure=filed&by=day&period=month", "view=figure&figure=filed&by=agent&period=month",
        "view=figure&figure=solution_clock_median&by=category&period=month", "view=card&period=month",
        "view=figure&figure=filed&by=organization&{year}", "view=volume&{year}&where=organization-1",
        "view=volume&period=month&where=category-3", "view=speed&period=month&where=agent-1", "view=events",
    ),
    "/answers": ("q=printer", "state=all&page=10"),
    "/requesters": ("page=100", "q=person+12", "blocked=1"),
    "/requesters/{person_id}": ("page=5",),
    "/organizations": ("page=400", "q=organization+77", "q=7700000777", "q=%2B79100050000", "q=nowhereatall"),
    "/log": ("page=40", "kind=message&page=40", "person=person+12", "ticket=77", "kind=button", "kind=sign-in"),
    "/audit": ("page=500", "q=export", "by=3"),
    "/texts": ("q=ticket",),
}  # fmt: skip

KNOWN: Mapping[str, object] = {
    "/people/{person_id} person_id": AGENT, "/answers/presets/{key} key": 1,
    "/requesters/{person_id} person_id": AGENTS + 1, "system_id": 1, "topic_id": 1, "article_id": 1, "preset_id": 1,
    "canned_id": 1, "version": 1, "language": "en", "key": "undo_seconds", "name": "requests",
    "organization_id": 1, "kind": "contacts", "record_id": 10000,
}  # fmt: skip
"""Values for parts of paths on every such desk; `number`, `year` and `code` come from the desk measured."""


def list_paths() -> list[str]:
    """Return the paths of all pages, whichever feature they belong to."""
    ctx = WebContext(cast("Any", None), WebSettings(_env_file=None, web_url="http://127.0.0.1"), cast("Any", None))
    found: set[str] = set()
    for feature in pkgutil.walk_packages(features.__path__, "web.features."):
        for name, make in vars(importlib.import_module(feature.name)).items():
            routes = make(ctx).routes if re.fullmatch(r"make_(\w+_)?router", name) else ()
            found |= {one.path for one in routes if isinstance(one, APIRoute) and "GET" in (one.methods or ())}
    return sorted(found - _NOT_TIMED)


def list_addresses(known: Mapping[str, object]) -> list[str]:
    """Return each page with each of its queries. `known`: the value of a part of a path, by "path part" or "part"."""
    found = []
    for path in list_paths():
        for one in (path, *(f"{path}?{more}" for more in _MORE.get(path, ()))):
            filled = one
            for whole, part in re.findall(r"({(\w+)(?::id)?})", one):
                filled = filled.replace(whole, str(known.get(f"{path} {part}", known.get(part, whole))))
            found.append(filled)
    return found
