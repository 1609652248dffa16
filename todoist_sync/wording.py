"""The desk's own lines within comments and descriptions, in the board's language. Knows no task."""

from collections.abc import Iterable

from db.models import EntryFile
from db.words import FileKind
from desk import texts
from desk.saying import unline
from desk.text import Words
from todoist_sync import markup
from todoist_sync.round import Round


def content_line(stored: str, round_: Round) -> Words:
    """A line of the desk's own inside an entry."""
    language, (key, args) = round_.rules.locale, unline(stored)
    if not texts.known(language, key):
        return texts.words(language, "content-unknown", kind=key.removeprefix("content-"))
    given = texts.said_of(language, args, now=round_.now, zone=round_.rules.timezone)
    return texts.words(language, key, **given)


def file_lines(files: Iterable[EntryFile], round_: Round) -> list[str]:
    """A line of Markdown for each file that is not attached."""
    return [f"📎 {markup.escape(_file(file, round_.rules.locale))}" for file in files]


def _file(file: EntryFile, language: str) -> str:
    if file.kind == FileKind.DOCUMENT:
        return texts.say(language, "kind-document-named", name=file.name)
    return texts.say(language, f"kind-{FileKind(file.kind).value}", time=texts.playing_time(file.seconds) or "none")
