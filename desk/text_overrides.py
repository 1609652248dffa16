"""Texts of the bot in the words of admins: which they may change, how they are found, what is refused.

Verbs of admins that change a text of the bot: reword it, restore the original, undo a change. Every process reads
the change as it reads settings. Knows no channel.
"""

import re
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from itertools import pairwise

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, TextOverride
from desk import Desk, Refused, history
from desk.admin_settings.changes import bump_settings_version
from desk.i18n import LANGUAGES, PLACEHOLDER, Sentence, find_sentence, overrides, parse_tags
from desk.i18n.catalog import TAGS
from desk.i18n.sentences import load_sentences
from desk.policy.permissions import Grant
from desk.text import Entity, RichText, clean_text, count_units, cut_text, strip_invisible

# Sentences of the bot that admins may reword, and how each is shown. Pure. Not among them: texts that other things
# are compared with (labels, sections, a task's description), names that are typed or drawn (figures, statuses, days,
# measures), the command menu, what the log calls a press, and the texts of `/text`.


CAPTION = 40
"""Characters that a button shows."""
_NOT_FILES = frozenset({"metrics", "stats", "reports", "shared_words", "text_overrides"})
_NOT_KEYS = frozenset(
    {
        "board-held",
        "board-hint",
        "board-requester",
        "board-earlier",
        "earlier-topic",
        "earlier-mark",
        "list-all",
        "list-open",
        "list-waiting",
        "list-closed",
    }
)
_MESSAGES = frozenset({"requester", "welcome", "help", "refusals", "agent", "availability", "deleted_tasks"})
"""Files whose texts are messages of their own."""
_WITHIN_OTHERS = frozenset(
    {
        "done-priority",
        "group-opened",
        "receipt-add",
        "receipt-add-by-reply",
        "resolved-left",
        "resolved-left-by-reply",
        "which-ticket-default",
    }
)
"""Texts of those files that are filled into others without formatting."""


class ReadingPlace(StrEnum):
    """Places where a sentence is read."""

    REQUESTER = "requester"
    TEAM = "team"
    EVERYBODY = "everybody"
    ADMINS = "admins"
    BOARD = "board"
    BUTTON = "button"


_WHERE = {
    "requester": ReadingPlace.REQUESTER,
    "notifications": ReadingPlace.REQUESTER,
    "suggestions": ReadingPlace.REQUESTER,
    "intake_questions": ReadingPlace.REQUESTER,
    "refusals": ReadingPlace.EVERYBODY,
    "privacy": ReadingPlace.EVERYBODY,
    "admin": ReadingPlace.ADMINS,
    "settings": ReadingPlace.ADMINS,
    "setup": ReadingPlace.ADMINS,
    "hours": ReadingPlace.ADMINS,
    "audit": ReadingPlace.ADMINS,
    "export": ReadingPlace.ADMINS,
    "menu": ReadingPlace.ADMINS,
    "board": ReadingPlace.BOARD,
    "board_privacy": ReadingPlace.BOARD,
    "files": ReadingPlace.BOARD,
}


_WHERE_BEGINS = {
    "receipt-": ReadingPlace.REQUESTER,
    "start-requester": ReadingPlace.REQUESTER,
    "help-requester": ReadingPlace.REQUESTER,
    "only-team": ReadingPlace.REQUESTER,
    "promise-made": ReadingPlace.REQUESTER,
    "still-on-it": ReadingPlace.REQUESTER,
    "pending-reminder": ReadingPlace.REQUESTER,
    "can-wait-told": ReadingPlace.REQUESTER,
    "cannot-wait-": ReadingPlace.REQUESTER,
    "problem-known": ReadingPlace.REQUESTER,
    "problem-followed": ReadingPlace.REQUESTER,
    "problem-not-theirs": ReadingPlace.REQUESTER,
    "problem-over": ReadingPlace.REQUESTER,
    "event-welcome": ReadingPlace.REQUESTER,
    "system-welcome": ReadingPlace.REQUESTER,
    "system-join": ReadingPlace.REQUESTER,
    "system-parted": ReadingPlace.REQUESTER,
    "mail-receipt": ReadingPlace.REQUESTER,
    "mail-page": ReadingPlace.REQUESTER,
    "mail-solved": ReadingPlace.REQUESTER,
    "mail-reply": ReadingPlace.REQUESTER,
    "mail-signature": ReadingPlace.REQUESTER,
    "mail-form-": ReadingPlace.REQUESTER,
    "language-": ReadingPlace.EVERYBODY,
    "invite-bad": ReadingPlace.EVERYBODY,
    "setting-": ReadingPlace.ADMINS,
    "audit-": ReadingPlace.ADMINS,
}
"""By the beginning of a key: texts with other readers than most of their file."""


def find_place(sentence: Sentence) -> ReadingPlace:
    """Return roughly where a sentence is read, by the beginning of its key, else by its file."""
    if is_caption(sentence):
        return ReadingPlace.BUTTON
    begun = next((place for begin, place in _WHERE_BEGINS.items() if sentence.key.startswith(begin)), None)
    return begun or _WHERE.get(sentence.file, ReadingPlace.TEAM)


def is_caption(sentence: Sentence) -> bool:
    """Return True for the text of a button."""
    return sentence.key.startswith("btn-")


def is_formatted(sentence: Sentence) -> bool:
    """Return True if a sentence is sent with its formatting: a message of its own, or a text that has some in any
    language."""
    tagged = any(one is not None and one.tagged != one.plain for one in _everywhere(sentence.id))
    return tagged or (sentence.file in _MESSAGES and not is_caption(sentence) and sentence.key not in _WITHIN_OTHERS)


def _everywhere(sentence_id: str) -> list[Sentence | None]:
    return [find_sentence(language, sentence_id) for language in LANGUAGES]


@cache
def list_editable(language: str) -> dict[str, Sentence]:
    """Return the sentences of a language that may be changed, by id."""
    return {one.id: one for one in load_sentences(language).values() if _may_change(one)}


def _may_change(sentence: Sentence) -> bool:
    says = any(char.isalpha() for char in PLACEHOLDER.sub("", sentence.plain))
    named = sentence.key.startswith("menu-") or sentence.key in _NOT_KEYS or sentence.file in _NOT_FILES
    logged = sentence.key.startswith("press-") and sentence.file != "refusals"
    return says and not named and not logged


def make_code(sentence_id: str) -> str:
    """Return eight characters that name a sentence in the data of a button."""
    return f"{zlib.crc32(sentence_id.encode()):08x}"


@cache
def _by_code(language: str) -> dict[str, Sentence]:
    return {make_code(one.id): one for one in list_editable(language).values()}


def find_by_code(language: str, code: str) -> Sentence | None:
    """Return the sentence that a button names, or None if it is of another version."""
    return _by_code(language).get(code) if language in LANGUAGES else None


# Checks of the words that an admin wrote for a sentence: they are accepted, or refused with the place that is wrong.
# Pure.


LONGEST = 2000
"""UTF-16 units of a sentence: a message takes 4,096 and may have several."""
_NUMBER = "#{number}"
_STYLES = frozenset(
    {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "code",
        "pre",
        "blockquote",
        "expandable_blockquote",
        "text_link",
    }
)


def get_original(sentence: Sentence) -> RichText:
    """Return the words of the files."""
    return parse_tags(sentence.tagged)


def check_words(sentence: Sentence, typed: RichText) -> RichText:
    """Return the words to use from now on. Raises Refused with what is wrong and where."""
    words = _trim(typed)
    if not strip_invisible(words.text).strip():
        raise Refused("wording-empty")
    _placeholders(sentence, words.text)
    if is_caption(sentence):
        _short(sentence, words.text)
    elif count_units(words.text) > LONGEST:
        raise Refused("wording-long", n=count_units(words.text), most=LONGEST)
    words = _with_sign(sentence, words)
    styles = tuple(entity for entity in words.entities if entity.type in _STYLES)
    if styles and not is_formatted(sentence):
        first = styles[0]
        raise Refused("wording-plain", part=cut_text(words, first.offset, first.offset + first.length).text[:60])
    return RichText(words.text, styles or _keep_formatting(sentence, words.text))


def _trim(typed: RichText) -> RichText:
    before = count_units(typed.text) - count_units(typed.text.lstrip())
    return cut_text(typed, before, before + count_units(typed.text.strip()))


def _with_sign(sentence: Sentence, words: RichText) -> RichText:
    """Put "#" before a request's number ("#7"), as in canned replies, if it was left out before the placeholder."""
    if _NUMBER not in sentence.plain:
        return words
    for found in reversed(list(PLACEHOLDER.finditer(words.text))):
        at = count_units(words.text[: found.start()])
        if f"#{{{found[1]}}}" == _NUMBER and not words.text[: found.start()].endswith("#"):
            words = cut_text(words, 0, at) + RichText("#") + cut_text(words, at, count_units(words.text))
    return words


def _placeholders(sentence: Sentence, text: str) -> None:
    for found in PLACEHOLDER.finditer(text):
        if found[1] not in sentence.knows:
            line = text.count("\n", 0, found.start()) + 1
            known = ", ".join(f"{{{name}}}" for name in sorted(sentence.knows))
            key = "wording-unknown" if known else "wording-takes-none"
            raise Refused(key, name=f"{{{found[1][:40]}}}", line=line, known=known)
    given = set(PLACEHOLDER.findall(text))
    dropped = [name for name in sentence.must if name not in given]
    if dropped:
        at = sentence.plain.index(f"{{{dropped[0]}}}")
        before = sentence.plain[:at]
        apart = " " if before[-1:].isspace() else ""
        place = " ".join(before.split()[-3:]) + apart + f"{{{dropped[0]}}}"
        raise Refused("wording-dropped", names=", ".join(f"{{{name}}}" for name in dropped), place=place)


def _short(sentence: Sentence, text: str) -> None:
    if "\n" in text:
        raise Refused("wording-one-line", part=text.split("\n")[1][:60])
    if len(PLACEHOLDER.sub("", text)) > CAPTION:
        raise Refused("wording-long-button", n=len(PLACEHOLDER.sub("", text)), most=CAPTION, place=text[CAPTION:][:60])


def _keep_formatting(sentence: Sentence, text: str) -> tuple[Entity, ...]:
    """Keep the formatting around a placeholder ("#{number}" as code) if the new words have the very same part once."""
    before = get_original(sentence)
    kept = []
    for entity in before.entities:
        part = cut_text(before, entity.offset, entity.offset + entity.length).text
        if PLACEHOLDER.search(part) and text.count(part) == 1:
            kept.append(Entity(entity.type, count_units(text[: text.index(part)]), entity.length, entity.extra))
    return tuple(kept)


# Themes of the texts that admins may reword, by their files. Pure.


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
    TextTheme.ADMINS: "settings setup admin audit rules targets hours events export blocklist failed_jobs",
}
_OF_FILE = {file: theme for theme, files in _FILES.items() for file in files.split()}
_FIRST_READ = (ReadingPlace.REQUESTER, ReadingPlace.EVERYBODY)


def _find_theme(sentence: Sentence) -> TextTheme:
    """Return the theme of a sentence."""
    return _OF_FILE.get(sentence.file, TextTheme.OTHER)


def count_themes(language: str) -> list[tuple[TextTheme, int, int]]:
    """Return the themes that have texts, each with the number of its texts and of those that were changed."""
    every = list_editable(language).values()
    found = Counter(_find_theme(one) for one in every)
    changed = Counter(_find_theme(one) for one in every if is_changed(one))
    return [(theme, found[theme], changed[theme]) for theme in TextTheme if found[theme]]


def list_theme(language: str, theme: TextTheme) -> list[Sentence]:
    """Return the texts of a theme: first those that requesters read, buttons last."""
    these = [one for one in list_editable(language).values() if _find_theme(one) is theme]
    return sorted(these, key=_rank)


def list_changed(language: str) -> list[Sentence]:
    """Return the texts that were changed."""
    return [one for one in list_editable(language).values() if is_changed(one)]


def is_changed(sentence: Sentence) -> bool:
    """Return True if an admin has reworded it."""
    return overrides.get_override(sentence.language, sentence.id) is not None


def _rank(sentence: Sentence) -> int:
    place = find_place(sentence)
    return 0 if place in _FIRST_READ else 2 if place is ReadingPlace.BUTTON else 1


# A sentence in a plain field of a form: its formatting as the tags of the files, both ways. Pure.


_TAG_OF = {style: tag for tag, style in TAGS.items()}
_MARKS = dict.fromkeys(range(0xE000, 0xE002))  # the marks of arguments in our own texts


def write_field(words: RichText) -> str:
    """Write the words with our tags; formatting without a tag is left out."""
    raw = words.text.encode("utf-16-le", "surrogatepass")
    opening: dict[int, list[str]] = {}
    closing: dict[int, list[str]] = {}
    for entity in sorted(words.entities, key=lambda one: (one.offset, -one.length)):
        if (tag := _TAG_OF.get(entity.type)) is not None:
            opening.setdefault(entity.offset, []).append(f"<{tag}>")
            closing.setdefault(entity.offset + entity.length, []).insert(0, f"</{tag}>")
    said, last = "", 0
    for place in sorted({*opening, *closing}):
        said += raw[last * 2 : place * 2].decode("utf-16-le", "surrogatepass")
        said += "".join((*closing.get(place, ()), *opening.get(place, ())))
        last = place
    return said + raw[last * 2 :].decode("utf-16-le", "surrogatepass")


def read_field(typed: str) -> RichText:
    """Read what was typed, with its tags as formatting."""
    return parse_tags(clean_text(typed.replace("\r\n", "\n")).translate(_MARKS))


def has_untaggable_formatting(words: RichText) -> bool:
    """Return True if there is formatting that no tag expresses."""
    return any(entity.type not in _TAG_OF for entity in words.entities)


@dataclass(frozen=True, slots=True)
class LastWording:
    """The last change of a sentence: by whom, and when; `version` is what an undo names."""

    by: str | None
    at: datetime
    version: int


async def find_last_change(session: AsyncSession, sentence: Sentence) -> LastWording | None:
    """Return the last change of a sentence, or None if there is none."""
    asked = select(TextOverride.changed_at, TextOverride.version, Person.name).outerjoin(
        Person, Person.id == TextOverride.changed_by
    )
    row = (await session.execute(asked.where(*_is(sentence)))).one_or_none()
    return None if row is None else LastWording(row.name, row.changed_at, row.version)


async def reword_sentence(desk: Desk, sentence: Sentence, typed: RichText, *, seen: int | None = None) -> bool:
    """Change a sentence; return False if it is worded so already.

    `seen` is the version of the last change that the actor knew, 0 for none; Refused if it was changed since. Raises
    NotAllowed for all but admins, Refused with what is wrong and where.
    """
    await desk.require_grant(Grant.PUBLISH)
    words = check_words(sentence, typed)
    return await _set(desk, sentence, None if words == get_original(sentence) else words, seen)


async def restore_original(desk: Desk, sentence: Sentence) -> bool:
    """Restore the original words; return False if they were not changed."""
    await desk.require_grant(Grant.PUBLISH)
    return await _set(desk, sentence, None)


async def undo_change(desk: Desk, sentence: Sentence, version: int) -> bool:
    """Restore the words before the change of that version; return False if it was changed since."""
    await desk.require_grant(Grant.PUBLISH)
    row = await desk.session.scalar(select(TextOverride).where(*_is(sentence)).with_for_update())
    if row is None or row.version != version:
        return False
    before = row.previous
    return await _set(desk, sentence, None if before is None else RichText.load(before["text"], before["entities"]))


async def _set(desk: Desk, sentence: Sentence, words: RichText | None, seen: int | None = None) -> bool:
    version = await bump_settings_version(desk)  # one change at a time
    row = await desk.session.get(TextOverride, (sentence.language, sentence.id), populate_existing=True)
    if seen is not None and seen != (0 if row is None else row.version):
        raise Refused("setting-changed-since")
    now = None if row is None or row.text is None else RichText.load(row.text, row.entities)
    if now == words:
        return False
    if row is None:
        row = TextOverride(language=sentence.language, key=sentence.id)
        desk.session.add(row)
    row.previous = None if now is None else {"text": now.text, "entities": now.dump()}
    row.text, row.entities = (None, []) if words is None else (words.text, words.dump())
    row.version, row.changed_by, row.changed_at = version, desk.actor_id, desk.now
    old, new = (sentence.plain if one is None else one.text for one in (now, words))
    history.record_action(desk, "wording", f"text:{sentence.language} {sentence.id}", old, new)
    return True


def _is(sentence: Sentence) -> tuple[ColumnElement[bool], ...]:
    return (TextOverride.language == sentence.language, TextOverride.key == sentence.id)


# Search for a sentence by what people see: a whole message with its buttons, or some words. Pure. A message has
# values where a sentence has placeholders, so its fixed words are searched in order. If several sentences match the
# same words, the one with more of them wins; those with the very same words are all returned.


MOST = 24
_LEAST_LETTERS = 3
_LONGEST_VALUE = 400  # characters between two fixed words, unless there are many of these
_SURE_LETTERS = 20
_SEEN_LETTERS = 10

_BETWEEN = "\n·"
_MOST_TRIES = 50
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Match:
    """A sentence in a message: the places of its fixed words, and how many letters they have."""

    sentence: Sentence
    places: frozenset[int]
    letters: int


def find_in_message(text: str, captions: Iterable[str] = ()) -> list[Sentence]:
    """Return the sentences of a message, in order: first those of its text, then those of its buttons."""
    whole = [_match(text, one) for one in _all() if not is_caption(one)]
    return [*_strongest([one for one in whole if one is not None]), *_on_buttons(captions)][:MOST]


def find_by_words(typed: str) -> list[Sentence]:
    """Return sentences with all of the words: those with the very phrase first, then those that requesters read, then
    the shortest. If there are none, the words are searched as a message that may have values in it."""
    wanted = _split_words(typed)
    if not wanted:
        return []
    holding = [one for one in _all() if _holds(wanted, _split_words(PLACEHOLDER.sub(" ", _get_current_words(one))))]
    ranked = sorted(
        holding,
        key=lambda one: (
            typed.casefold() not in _get_current_words(one).casefold(),
            find_place(one) not in _FIRST_READ,
            len(_get_current_words(one)),
        ),
    )
    exact = [] if ranked else find_in_message(typed, [typed])
    return [*ranked, *exact][:MOST]


def _get_current_words(sentence: Sentence) -> str:
    """Return the current words of a sentence, plain."""
    now = overrides.get_override(sentence.language, sentence.id)
    return sentence.plain if now is None else now.text


def _all() -> Iterator[Sentence]:
    for language in LANGUAGES:
        yield from list_editable(language).values()


def _split_words(text: str) -> list[str]:
    return [word.casefold().replace("ё", "е") for word in _WORD.findall(text)]


def _holds(wanted: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(word.startswith(one) for word in words) for one in wanted)


def _forms(sentence: Sentence) -> tuple[str, ...]:
    now = overrides.get_override(sentence.language, sentence.id)
    return sentence.forms if now is None else (now.text,)


def _on_buttons(captions: Iterable[str]) -> list[Sentence]:
    found: dict[tuple[str, str], Sentence] = {}
    for caption in captions:
        met = [one for one in (_match(caption, sentence, whole=True) for sentence in _all()) if one is not None]
        most = max((one.letters for one in met), default=0)
        best = [one.sentence for one in met if one.letters == most]
        found |= {(one.id, one.language): one for one in sorted(best, key=lambda one: not is_caption(one))}
    return list(found.values())


def _match(text: str, sentence: Sentence, *, whole: bool = False) -> _Match | None:
    """Match a sentence in its form that has most in common with the text; `whole` demands that it is all of the
    text."""
    best: _Match | None = None
    for form in _forms(sentence):
        fixed = _split_fixed_words(form)
        letters = sum(char.isalnum() for piece in fixed for char in piece)
        if letters < (1 if whole else _LEAST_LETTERS) or (best is not None and letters <= best.letters):
            continue
        places = _places(text, form, fixed, sure=letters >= _SURE_LETTERS)
        alone = letters >= _SEEN_LETTERS or _stands_alone(text, form, places or ())
        if places is not None and alone and (not whole or _is_whole(text, form, places)):
            best = _Match(sentence, places, letters)
    return best


def _stands_alone(text: str, form: str, places: Collection[int]) -> bool:
    """Return True if a few words are a line, or a part of one between dots, and not a person's words."""
    if not places:
        return False
    before, after = text[: min(places)].rstrip(" "), text[max(places) + 1 :].lstrip(" ")
    begins = form.lstrip().startswith("{") or not before or before[-1] in _BETWEEN
    return begins and (form.rstrip().endswith("}") or not after or after[0] in _BETWEEN)


def _is_whole(text: str, form: str, places: frozenset[int]) -> bool:
    ends_open = (form.lstrip().startswith("{"), form.rstrip().endswith("}"))
    return (ends_open[0] or min(places) == 0) and (ends_open[1] or max(places) == len(text.rstrip()) - 1)


def _split_fixed_words(form: str) -> list[str]:
    """Return the words between the placeholders; a full stop after one may have been left out."""
    pieces = PLACEHOLDER.split(form.strip())[::2]
    return [piece.removeprefix(".") if n else piece for n, piece in enumerate(pieces) if piece.strip(" .")]


def _places(text: str, form: str, fixed: Sequence[str], *, sure: bool) -> frozenset[int] | None:
    """Return where the fixed words are, in order and as whole words, or None."""
    open_begin, open_end = form.lstrip().startswith("{"), form.rstrip().endswith("}")
    begin = -1
    for _ in range(_MOST_TRIES):
        begin = text.find(fixed[0], begin + 1)
        if begin < 0:
            return None
        if not open_begin and begin and text[begin - 1].isalnum() and fixed[0][0].isalnum():
            continue
        found = _following(text, fixed, begin, sure=sure)
        end = max(found) + 1 if found else 0
        if found and (open_end or end == len(text) or not (text[end].isalnum() and fixed[-1][-1].isalnum())):
            return frozenset(found)
    return None


def _following(text: str, fixed: Sequence[str], begin: int, *, sure: bool) -> list[int] | None:
    """Return where each piece follows the one before, with the values between as short as possible."""
    starts = [begin]
    for before, piece in pairwise(fixed):
        at = starts[-1] + len(before)
        found = text.find(piece, at)
        if found < 0 or (not sure and found - at > _LONGEST_VALUE):
            return None
        starts.append(found)
    for n in range(len(fixed) - 2, -1, -1):
        starts[n] = text.rfind(fixed[n], 0, starts[n + 1])
    return [place for start, piece in zip(starts, fixed, strict=True) for place in range(start, start + len(piece))]


def _strongest(met: list[_Match]) -> list[Sentence]:
    """Keep the sentences that share no words with one that has more of them, in the order of the message."""
    kept: list[_Match] = []
    taken: set[int] = set()
    for one in sorted(met, key=lambda one: -one.letters):
        if one.places & taken and not any(one.places == other.places for other in kept):
            continue
        kept.append(one)
        taken |= one.places
    return [one.sentence for one in sorted(kept, key=lambda one: min(one.places))]
