"""Themes of the texts that admins may reword, by their files. Pure."""

from collections import Counter
from enum import StrEnum

from desk.i18n import Sentence, overrides
from desk.text_overrides.places import ReadingPlace, find_place, list_editable


class TextTheme(StrEnum):
    """Themes in their order on a page."""

    REQUESTERS = "requesters"
    TICKETS = "tickets"
    ANSWERS = "answers"
    CLIENTS = "clients"
    HELP = "help"
    TEAM = "team"
    BOARD = "board"
    WEB = "web"
    ADMINS = "admins"
    OTHER = "other"


_FILES: dict[TextTheme, str] = {
    TextTheme.REQUESTERS: "requester welcome intake_questions notifications ratings edits uploads earlier_requests"
    " refusals registration accounts privacy",
    TextTheme.TICKETS: "cards lists agent buttons escalation focus ask_colleague history ticket_changes merging"
    " root_causes deleted_tasks writing files",
    TextTheme.ANSWERS: "knowledge suggestions canned problems announcements menu topics ideas metrics_of_articles",
    TextTheme.CLIENTS: "organizations organizations_import members client_requests payments crm groups",
    TextTheme.HELP: "help help_of_staff",
    TextTheme.TEAM: "staff_notifications availability shifts approvals reviews team grants metrics_of_training"
    " summaries",
    TextTheme.BOARD: "board board_privacy board_due_dates",
    TextTheme.WEB: "panel panel_addresses integrations webhooks web_form widget",
    TextTheme.ADMINS: "settings setup admin audit rules recurring targets hours events export blocklist failed_jobs",
}
_OF_FILE = {file: theme for theme, files in _FILES.items() for file in files.split()}
FIRST_READ = (ReadingPlace.REQUESTER, ReadingPlace.EVERYBODY)


def find_theme(sentence: Sentence) -> TextTheme:
    """Return the theme of a sentence."""
    return _OF_FILE.get(sentence.file, TextTheme.OTHER)


def count_themes(language: str) -> list[tuple[TextTheme, int, int]]:
    """Return the themes that have texts, each with the number of its texts and of those that were changed."""
    every = list_editable(language).values()
    found = Counter(find_theme(one) for one in every)
    changed = Counter(find_theme(one) for one in every if is_changed(one))
    return [(theme, found[theme], changed[theme]) for theme in TextTheme if found[theme]]


def list_theme(language: str, theme: TextTheme) -> list[Sentence]:
    """Return the texts of a theme: first those that requesters read, buttons last."""
    these = [one for one in list_editable(language).values() if find_theme(one) is theme]
    return sorted(these, key=_rank)


def list_changed(language: str) -> list[Sentence]:
    """Return the texts that were changed."""
    return [one for one in list_editable(language).values() if is_changed(one)]


def is_changed(sentence: Sentence) -> bool:
    """Return True if an admin has reworded it."""
    return overrides.get_override(sentence.language, sentence.id) is not None


def _rank(sentence: Sentence) -> int:
    place = find_place(sentence)
    return 0 if place in FIRST_READ else 2 if place is ReadingPlace.BUTTON else 1
