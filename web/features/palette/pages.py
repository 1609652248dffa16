"""The pages that a visitor may open, by their names, and single settings. Asks nothing of the database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desk.admin_settings import search
from desk.admin_settings.registry import get_settings_grant
from desk.policy.grants import ANY_SETTING, Grant
from web.context import Visitor
from web.features.answers.section import list_sections
from web.features.reports.choices import list_views
from web.panel import tabs
from web.panel.frame import make_words


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the palette: where it leads, its name, and what stands beside it."""

    address: str
    name: str
    more: str = ""


def find_pages(visitor: Visitor, words: str) -> Sequence[Line]:
    """Return the pages in whose names or whose part's names words begin with each of these; all of them without
    words."""
    wanted = _fold(words).split()
    pages = _list_pages(visitor)
    return [one for one in pages if all(f" {word}" in _fold(f" {one.name} {one.more}") for word in wanted)]


def find_settings(visitor: Visitor, words: str) -> Sequence[Line]:
    """Return the settings that the search of their page finds and the visitor may change."""
    if not words or not visitor.may(ANY_SETTING):
        return []
    say = make_words(visitor).say
    found = [one for one in search.search_settings(words, visitor.rules) if visitor.may(get_settings_grant(one.group))]
    return [Line(f"/settings/{one.key}", say(one.text), say(f"setting-group-{one.group.value}")) for one in found]


def _fold(words: str) -> str:
    return words.casefold().replace("ё", "е")


def _list_pages(visitor: Visitor) -> list[Line]:
    """Return all pages, in the order of the tabs."""
    say = make_words(visitor).say
    reports, answers, around = say("page-reports"), say("page-answers"), visitor.around
    single = [
        ("/", "page-now", True), ("/wall", "page-wall", True), ("/tickets", "page-tickets", True),
        ("/approvals", "page-approvals-tab", around.approvals), ("/reports", "page-reports", True),
        ("/reviews", "page-reviews", around.has_reviews), ("/log", "page-log", tabs.has_log(visitor)),
        ("/profile", "page-profile", True), ("/api/docs", "page-api-reference", visitor.may(Grant.INTEGRATIONS)),
    ]  # fmt: skip
    return [
        *(Line(address, say(key)) for address, key, is_shown in single if is_shown),
        *(Line(f"/reports?view={view}", name, reports) for view, name in list_views(visitor)),
        *(
            Line(address, say("page-answers-section", section=name), answers)
            for name, address in list_sections(visitor).items()
        ),
        *_list_people_pages(visitor, say),
        *(
            Line(f"/{name}", say("page-settings-part", part=name), say("page-settings"))
            for name in tabs.list_settings_tabs(visitor)
        ),
    ]


def _list_people_pages(visitor: Visitor, say: Callable[..., str]) -> list[Line]:
    names = {name: "page-team" if name == "people" else f"page-{name}" for name in tabs.list_people_tabs(visitor)}
    return [Line(f"/{name}", say(key), say("page-people")) for name, key in names.items()]
