"""Verbs that write articles: begin one, add a version, set keywords and topic; and their common steps. Knows no
channel.

Earlier words stay as versions. `publishing.py` decides which version is read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, delete, func, or_, select

from db.models import (
    Article,
    ArticleAudience,
    ArticleState,
    ArticleText,
    Category,
    Entry,
    EntryKind,
    Person,
    Status,
    Ticket,
)
from desk import Desk, NoSuchTicket, NotAllowed, Refused, history
from desk.admin_settings.changes import bump_settings_version
from desk.conversation.new_entry import IncomingFile, IncomingMessage
from desk.i18n import LANGUAGES, TicketSubject, choose_language
from desk.locked import MOST
from desk.outbox import Args, Erase, Show, letters
from desk.policy import permissions, visibility
from desk.policy.permissions import Grant
from desk.search import vocabulary
from desk.search.stemming import make_tsvector
from desk.text import RichText, count_units, cut_text, is_blank, join_texts, shorten_line
from desk.text.masking.personal_data import mask_personal_data
from desk.text.subject import make_slug
from desk.text.vague_request import detect_language

# Checks of what a person types for an article: title, text, keywords; and the search for broken formatting. Pure.
# Raises Refused with the text that says what would be right.


LONGEST_TITLE = 120
_LONGEST_BODY = 12_000
"""UTF-16 units of a text; one longer than 4,096 is sent in parts."""
MOST_KEYWORDS, LONGEST_KEYWORD = 20, 60
_CODE = ("code", "pre")
_ESCAPED = re.compile(r"\\.")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_LINK = re.compile(r"\[[^\[\]\n]*\]\(([^()\s]*)(\)?)")
_PAIRS = ("**", "~~", "`")


def check_title(text: str) -> str:
    """Return a title as it is stored: one line."""
    tidy = " ".join(text.split())
    if all(is_blank(char) for char in tidy):
        raise Refused("article-title-empty")
    if count_units(tidy) > LONGEST_TITLE:
        raise Refused("article-title-long", most=LONGEST_TITLE)
    return tidy


def check_body(words: RichText, *, whole: bool = False) -> RichText:
    """Return a text as it is stored, without blanks around it. `whole`: its formatting was checked before it was
    read."""
    start = len(words.text) - len(words.text.lstrip())
    end = len(words.text.rstrip())
    tidy = cut_text(words, count_units(words.text[:start]), count_units(words.text[:end]))
    if all(is_blank(char) for char in tidy.text):
        raise Refused("article-body-empty")
    if count_units(tidy.text) > _LONGEST_BODY:
        raise Refused("article-body-long", most=_LONGEST_BODY, n=count_units(tidy.text))
    wrong = None if whole else find_broken_formatting(_without_code(tidy))
    if wrong is not None:
        raise Refused("article-formatting", line=wrong[0], mark=wrong[1])
    return tidy


def split_keywords(text: str) -> list[str]:
    """Split words or short phrases at commas; "-" alone means none."""
    found = [" ".join(one.split()) for one in re.split(r"[,;\n]", text)]
    kept = list(dict.fromkeys(one for one in found if one and one not in "-–—"))
    if len(kept) > MOST_KEYWORDS or any(len(one) > LONGEST_KEYWORD for one in kept):
        raise Refused("article-keywords-wrong", most=MOST_KEYWORDS, longest=LONGEST_KEYWORD)
    return kept


def find_broken_formatting(markdown: str) -> tuple[int, str] | None:
    """Return line (from 1) and mark of the first place where Markdown opens what it does not close, or a link has no
    address. Escaped marks and those in code do not count."""
    text, still_open = _without_blocks(_ESCAPED.sub("  ", markdown))
    if still_open is not None:
        return still_open
    text = _SPAN.sub(lambda found: _blank(found[0]), text)
    wrong = [*_links(text), *_find_unpaired(text)]
    return (_line(text, min(wrong)[0]), min(wrong)[1]) if wrong else None


def _without_blocks(text: str) -> tuple[str, tuple[int, str] | None]:
    """Blank the code blocks, and return the one that is not closed."""
    fence, opened, made = "", 0, list[str]()
    for number, line in enumerate(text.split("\n"), start=1):
        mark = _FENCE.match(line)
        made.append(_blank(line) if fence or mark else line)
        if mark is not None and not fence:
            fence, opened = mark[1], number
        elif mark is not None and mark[1].startswith(fence):
            fence = ""
    return "\n".join(made), (opened, fence) if fence else None


def _links(text: str) -> list[tuple[int, str]]:
    found = ((one, one[1].startswith(("http://", "https://")) and one[2]) for one in _LINK.finditer(text))
    return [(one.start(), one[0]) for one, leads in found if not leads]


def _find_unpaired(text: str) -> list[tuple[int, str]]:
    """Return the marks that a paragraph opens and does not close."""
    wrong, at = [], 0
    for paragraph in re.split(r"(\n[ \t]*\n)", text):
        for mark in _PAIRS:
            places = [found.start() for found in re.finditer(re.escape(mark), paragraph)]
            if len(places) % 2:
                wrong.append((at + places[-1], mark))
        at += len(paragraph)
    return wrong


def _without_code(words: RichText) -> str:
    """Blank code in a text typed in Telegram: marks in code are meant literally."""
    raw = words.text
    for entity in words.entities:
        if entity.type in _CODE:
            start = len(cut_text(words, 0, entity.offset).text)
            length = len(cut_text(words, entity.offset, entity.offset + entity.length).text)
            raw = raw[:start] + _blank(raw[start : start + length]) + raw[start + length :]
    return raw


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


MOST_ARTICLES = 5000
MOST_FILES = 10
MOST_KEYWORDS_OF_ALL = 2 * MOST_KEYWORDS


@dataclass(frozen=True, slots=True)
class Draft:
    """The words of a new version; None keeps those of the version before. `*_id`: the messages with title and text."""

    title: str | None = None
    body: RichText | None = None
    files: Sequence[dict[str, Any]] | None = None
    chat_id: int | None = None
    title_id: int | None = None
    body_id: int | None = None


@dataclass(frozen=True, slots=True)
class WriteResult:
    """The result of a write. `meanwhile` names the author of a version that the writer had not seen; it stays as a
    version."""

    article_id: int
    language: str
    version: int
    waits: bool = False
    meanwhile: str | None = None


async def begin_article(
    desk: Desk, language: str, draft: Draft, *, keywords: Sequence[str] = (), ticket_id: int | None = None
) -> WriteResult:
    """Create an article as a draft. Raises NotAllowed for requesters, Refused."""
    await require_staff(desk)
    article = await create_row(desk, check_title(draft.title or ""), keywords=keywords, ticket_id=ticket_id)
    return await _add_version(desk, article, language, draft)


async def create_row(
    desk: Desk, title: str, *, slug: str | None = None, keywords: Sequence[str] = (), ticket_id: int | None = None
) -> Article:
    """Create the row of an article, without a text yet."""
    if (await desk.session.scalar(select(func.count()).select_from(Article)) or 0) >= MOST_ARTICLES:
        raise Refused("articles-too-many", most=MOST_ARTICLES)
    article = Article(
        slug=slug or await _free_slug(desk, make_slug(title) or "article"),
        keywords=list(keywords),
        state=ArticleState.DRAFT,
        author_id=desk.actor_id,
        source_ticket_id=ticket_id,
        created_at=desk.now,
        updated_at=desk.now,
        revision=0,
        audience=ArticleAudience.EVERYBODY,
    )
    desk.session.add(article)
    await desk.session.flush()
    return article


async def write_version(
    desk: Desk, article_id: int, language: str, draft: Draft, *, seen: int | None = None
) -> WriteResult:
    """Add a version in a language; `seen` is the newest version that its writer knew. Raises NotAllowed, Refused."""
    await require_staff(desk)
    if language not in LANGUAGES:
        raise Refused("article-gone")
    return await _add_version(desk, await lock_article(desk, article_id), language, draft, seen)


async def write_to_locked(desk: Desk, article: Article, language: str, draft: Draft) -> WriteResult:
    """Add a version to an article that is locked already, without a check of permissions."""
    return await _add_version(desk, article, language, draft)


async def _add_version(
    desk: Desk, article: Article, language: str, draft: Draft, seen: int | None = None
) -> WriteResult:
    before = await find_newest(desk, article.id, language)
    title = check_title(draft.title) if draft.title is not None else before.title if before else ""
    body = check_body(draft.body) if draft.body is not None else _body_of(before)
    files = list(draft.files) if draft.files is not None else before.files if before else []
    if len(files) > MOST_FILES:
        raise Refused("article-files-many", most=MOST_FILES)
    is_draft = article.state is ArticleState.DRAFT
    if before is not None and is_draft and before.current:
        before.current = False
        await desk.session.flush()
    row = ArticleText(
        article_id=article.id,
        language=language,
        version=before.version + 1 if before else 1,
        title=title,
        body=body.text,
        entities=body.dump(),
        files=files,
        author_id=desk.actor_id,
        at=desk.now,
        current=is_draft,
        said_chat_id=draft.chat_id if draft.chat_id is not None else before.said_chat_id if before else None,
        said_message_id=draft.body_id if draft.body is not None else before.said_message_id if before else None,
        said_title_id=draft.title_id if draft.title is not None else before.said_title_id if before else None,
    )
    row.search = _make_search_vector(row, article.keywords)
    desk.session.add(row)
    count_change(desk, article)
    await desk.session.flush()
    return WriteResult(article.id, language, row.version, not is_draft, await _find_other_author(desk, before, seen))


def _body_of(text: ArticleText | None) -> RichText:
    return RichText.load(text.body, text.entities) if text is not None else RichText()


async def _find_other_author(desk: Desk, before: ArticleText | None, seen: int | None) -> str | None:
    if before is None or seen is None or before.version <= seen or before.author_id == desk.actor_id:
        return None
    author = await desk.get_person(before.author_id)
    return author.name if author is not None else ""


def _make_search_vector(text: ArticleText, keywords: Sequence[str]) -> Any:
    """Return the vector by which the text is found."""
    return make_tsvector(" ".join((text.title, *keywords)), "A").op("||")(make_tsvector(text.body, "D"))


async def set_keywords(desk: Desk, article_id: int, wanted: str) -> None:
    """Set the keywords, separated by commas; only admins may for a published article. Raises NotAllowed, Refused."""
    article = await _lock_to_describe(desk, article_id)
    before = await list_published_words(desk, article)
    article.keywords = split_keywords(wanted)
    count_change(desk, article)
    for text in await desk.session.scalars(select(ArticleText).where(ArticleText.article_id == article.id)):
        text.search = _make_search_vector(text, article.keywords)
    await desk.session.flush()
    await vocabulary.update_article_words(desk.session, before, await list_published_words(desk, article))


async def set_topic(desk: Desk, article_id: int, category_id: int | None) -> None:
    """Set or clear the topic; only admins may for a published article. Raises NotAllowed, Refused."""
    article = await _lock_to_describe(desk, article_id)
    live = select(Category.id).where(Category.id == category_id, Category.removed_at.is_(None), ~Category.is_group)
    if category_id is not None and await desk.session.scalar(live) is None:
        raise Refused("no-such-category")
    article.category_id = category_id
    count_change(desk, article)


async def set_audience(desk: Desk, article_id: int, audience: ArticleAudience) -> None:
    """Say who reads the article: everybody, or the team alone; only admins may for a published one, whose words then
    come into search or leave it. Raises NotAllowed, Refused."""
    await require_staff(desk)
    await bump_settings_version(desk)
    article = await _lock_to_describe(desk, article_id)
    if article.audience is audience:
        return
    before = await list_published_words(desk, article)
    was, article.audience = article.audience, audience
    count_change(desk, article)
    if article.state is ArticleState.PUBLISHED:
        history.record_action(desk, "article-audience", f"article:{article.slug}", was.value, audience.value)
    await vocabulary.update_article_words(desk.session, before, await list_published_words(desk, article))


async def _lock_to_describe(desk: Desk, article_id: int) -> Article:
    await require_staff(desk)
    article = await lock_article(desk, article_id)
    if article.state is ArticleState.PUBLISHED:
        await desk.require_grant(Grant.PUBLISH, "article-admins-describe")
    return article


async def take_version(desk: Desk, article_id: int, language: str, version: int) -> WriteResult:
    """Add a copy of an earlier version as the newest one. Raises NotAllowed, Refused."""
    await require_staff(desk)
    article = await lock_article(desk, article_id)
    old = await desk.session.get(ArticleText, (article_id, language, version))
    if old is None:
        raise Refused("article-gone")
    return await _add_version(desk, article, language, Draft(old.title, _body_of(old) or None, list(old.files)))


# ------------------------------------------------------------------ steps


async def require_staff(desk: Desk) -> None:
    """Raise NotAllowed unless the actor is on the team now."""
    await desk.refresh_actor()
    if not permissions.is_staff(desk.require_actor()):
        raise NotAllowed


async def lock_article(desk: Desk, article_id: int) -> Article:
    """Return the article with its row locked. Raises Refused."""
    wanted = select(Article).where(Article.id == article_id).with_for_update()
    article = None
    if 0 < article_id < MOST:
        article = await desk.session.scalar(wanted.execution_options(populate_existing=True))
    if article is None:
        raise Refused("article-gone")
    return article


def count_change(desk: Desk, article: Article) -> None:
    """Count a change of the article."""
    article.revision += 1
    article.updated_at = desk.now


async def find_newest(desk: Desk, article_id: int, language: str) -> ArticleText | None:
    """Return the newest version in a language, published or not."""
    theirs = select(ArticleText).where(ArticleText.article_id == article_id, ArticleText.language == language)
    last: ArticleText | None = await desk.session.scalar(theirs.order_by(ArticleText.version.desc()).limit(1))
    return last


async def list_published_words(desk: Desk, article: Article) -> list[str]:
    """Return all words of an article that everybody may read; none if it is not published, or for the team."""
    if article.state is not ArticleState.PUBLISHED or article.audience is not ArticleAudience.EVERYBODY:
        return []
    return [" ".join((text.title, *article.keywords, text.body)) for text in await find_currents(desk, article.id)]


async def find_currents(desk: Desk, article_id: int) -> list[ArticleText]:
    """Return the version of each language that is read, or would be for a draft."""
    theirs = select(ArticleText).where(ArticleText.article_id == article_id, ArticleText.current)
    return list(await desk.session.scalars(theirs.order_by(ArticleText.language)))


async def _free_slug(desk: Desk, wanted: str) -> str:
    taken = set(
        await desk.session.scalars(select(Article.slug).where(Article.slug.startswith(wanted, autoescape=True)))
    )
    slug, n = wanted, 2
    while slug in taken:
        slug, n = f"{wanted}-{n}", n + 1
    return slug


# A draft article from a solved ticket: its request and its answer, without numbers and names. Knows no channel.


_SOLVED = (Status.RESOLVED, Status.CLOSED)


async def draft_from_ticket(desk: Desk, number: int) -> WriteResult:
    """Create a draft: the subject as its title, the request and the last answer as its text, in their language. Raises
    NotAllowed, NoSuchTicket, or Refused if the ticket is not solved, has no answer, or has a draft."""
    await require_staff(desk)
    ticket = await desk.lock_ticket(number)
    who = await permissions.get_access(desk.session, ticket, desk.require_actor())
    if not visibility.can_see_ticket(ticket, who) or not who.staff:
        raise NoSuchTicket(number)
    if ticket.status not in _SOLVED:
        raise Refused("article-not-solved", number=number)
    if await desk.session.scalar(select(Article.id).where(Article.source_ticket_id == ticket.id).limit(1)) is not None:
        raise Refused("article-drafted-before", number=number)
    said = list(await desk.session.scalars(_words_of(ticket)))
    asked = next((entry for entry in said if entry.kind is EntryKind.COMMENT), None)
    answer = next((entry for entry in reversed(said) if entry.kind is EntryKind.REPLY), None)
    if answer is None:
        raise Refused("article-no-answer", number=number)
    names = await _names(desk, ticket, said)
    parts = [
        mask_personal_data(RichText.load(one.body, one.entities), names) for one in (asked, answer) if one is not None
    ]
    body = join_texts([parts[0].with_style("blockquote"), *parts[1:]] if asked is not None else parts, "\n\n")
    language = _language(desk, body.text)
    named = RichText(TicketSubject(ticket.subject, ticket.subject_line).say_in(language))
    title = shorten_line(mask_personal_data(named, names).text, LONGEST_TITLE // 2)
    return await begin_article(desk, language, Draft(title, body), ticket_id=ticket.id)


def _words_of(ticket: Ticket) -> Select[Entry]:
    """Select what the requester and the team wrote, in order."""
    kinds = Entry.kind.in_((EntryKind.COMMENT, EntryKind.REPLY))
    said = Entry.withdrawn_at.is_(None), Entry.body != "", ~Entry.small_talk
    return select(Entry).where(Entry.ticket_id == ticket.id, kinds, *said).order_by(Entry.id)


async def _names(desk: Desk, ticket: Ticket, said: list[Entry]) -> set[str]:
    """Return all names of the people in the ticket."""
    ids = {ticket.requester_id, ticket.assignee_id, *(entry.author_id for entry in said)} - {None}
    people = await desk.session.scalars(select(Person).where(Person.id.in_(ids)))
    named = {name for one in people for name in (one.name, one.full_name, one.todoist_name) if name}
    return named | {entry.author_name for entry in said if entry.author_name}


def _language(desk: Desk, text: str) -> str:
    """Return the language of the text, or the agent's if it is unclear."""
    return detect_language(text) or choose_language(desk.require_actor(), desk.rules.locale)


# Articles written in Telegram: the bot asks, a reply answers. Editing that reply makes a new version; deleting it
# removes its words from a draft. Knows no channel. The slot of a question's message says what it asks for, so no
# state waits anywhere: anybody on the team may reply at any time.


_FULL = 4000  # UTF-16 units from which on a message may be the first part of a longer text
_SOON = timedelta(seconds=60)


class ArticlePart(StrEnum):
    """The part of an article that a question asks for."""

    TITLE = "title"
    TEXT = "text"
    KEYWORDS = "keywords"


@dataclass(frozen=True, slots=True)
class ArticleQuestion:
    """A question about an article (0: a new one) in a language, with the newest version that its reader knew."""

    wanted: ArticlePart
    article_id: int
    language: str
    seen: int = 0

    @classmethod
    def parse(cls, key: str) -> "ArticleQuestion | None":
        """Read the key of a slot; None if it is no such question."""
        parts = key.split(".")
        try:
            wanted, article_id, language, seen = ArticlePart(parts[0]), int(parts[1]), parts[2], int(parts[3])
        except (ValueError, IndexError):
            return None
        return cls(wanted, article_id, language, seen) if language in LANGUAGES else None

    def __str__(self) -> str:
        return f"{self.wanted.value}.{self.article_id}.{self.language}.{self.seen}"


async def ask_for_part(
    desk: Desk, wanted: ArticlePart, article_id: int = 0, language: str | None = None, *, message_id: int | None = None
) -> None:
    """Send the question; `message_id` is the command it answers. Raises NotAllowed for requesters."""
    permissions.require_staff(desk.require_actor())
    spoken = language or choose_language(desk.require_actor(), desk.rules.locale)
    last = await find_newest(desk, article_id, spoken) if article_id else None
    if last is None and wanted is ArticlePart.TEXT:
        wanted = ArticlePart.TITLE
    question = ArticleQuestion(wanted, article_id, spoken, last.version if last else 0)
    letter = Show("article_ask", slot=f"articleask:{question}", fresh=True, reply_to_message=message_id)
    letters.queue_letter(desk.session, desk.require_actor().id, letter, now=desk.now)


async def take_reply(desk: Desk, incoming: IncomingMessage, asked: str) -> None:
    """Take a reply to a question, and show the result or ask for what is missing. Raises Refused with what would be
    right, and then changes nothing."""
    question = ArticleQuestion.parse(asked)
    if question is None or incoming.content is not None:
        raise Refused("article-words-only")
    key, language = question.article_id, question.language
    if question.wanted is ArticlePart.KEYWORDS:
        await set_keywords(desk, key, incoming.words.text)
        show_article(desk, key, language, "article-saved")
    elif question.wanted is ArticlePart.TITLE:
        draft = Draft(title=incoming.words.text, chat_id=incoming.chat_id, title_id=incoming.message_id)
        if key:
            done = await write_version(desk, key, language, draft, seen=question.seen)
        else:
            done = await begin_article(desk, language, draft)
        last = await find_newest(desk, done.article_id, language)
        if last is None or last.body:
            show_result(desk, done)
        else:
            await ask_for_part(desk, ArticlePart.TEXT, done.article_id, language)
    else:
        show_result(
            desk,
            await write_version(desk, key, language, await _text(desk, incoming, question), seen=question.seen),
        )


async def _text(desk: Desk, incoming: IncomingMessage, question: ArticleQuestion) -> Draft:
    """Return the text with its files. Files alone are added to those there are; a text that continues a full message is
    appended."""
    last = await find_newest(desk, question.article_id, question.language)
    files = [_store_file(file, desk.rules.bot_id) for file in incoming.files]
    if not incoming.words.text.strip() and files:
        return Draft(files=[*(last.files if last else []), *files], chat_id=incoming.chat_id)
    words = incoming.words
    if last is not None and _goes_on(desk, last, question):
        words = join_texts([RichText.load(last.body, last.entities), words], "\n")
        files = [*last.files, *files]
    kept = files if files or last is None else None
    return Draft(body=words, files=kept, chat_id=incoming.chat_id, body_id=incoming.message_id)


def _goes_on(desk: Desk, last: ArticleText, question: ArticleQuestion) -> bool:
    """Return True if the text continues one that was too long for one message."""
    just_now = last.author_id == desk.actor_id and desk.now - last.at < _SOON and last.version > question.seen
    return just_now and count_units(last.body) >= _FULL


def _store_file(file: IncomingFile, bot_id: int | None) -> dict[str, Any]:
    if file.file_id is None:
        raise Refused("article-words-only")
    known = {"kind": file.kind.value, "name": file.name, "mime": file.mime, "size": file.size}
    return {**known, "seconds": file.seconds, "file_id": file.file_id, "bot_id": bot_id}


def show_result(desk: Desk, done: WriteResult) -> None:
    """Show the result, and a version that another person wrote in between."""
    if done.meanwhile is not None:
        note, args = "article-changed-meanwhile", Args(name=done.meanwhile, version=done.version - 1)
    else:
        note, args = "article-saved-waits" if done.waits else "article-saved", Args()
    show_article(desk, done.article_id, done.language, note, args)


def show_article(desk: Desk, article_id: int, language: str, note: str | None = None, args: Args | None = None) -> None:
    """Show the article as staff see it, in a new message."""
    letter = Show(
        "article", slot=f"article:{article_id}", find=language, fresh=True, note=note, note_args=args if args else {}
    )
    letters.queue_letter(desk.session, desk.require_actor().id, letter, now=desk.now)


# ------------------------------------------------------------------ second thoughts


async def take_edit(desk: Desk, incoming: IncomingMessage) -> bool:
    """Add a version after the reply was edited; return False if it belongs to no article, or its writer has left the
    team."""
    last = await _find_version_from(desk, incoming.chat_id, incoming.message_id)
    if last is None:
        return False
    chat, message, words = incoming.chat_id, incoming.message_id, incoming.words
    if last.said_title_id == message:
        same, draft = last.title == words.text, Draft(title=words.text, chat_id=chat, title_id=message)
    else:
        same = RichText.load(last.body, last.entities) == words
        draft = Draft(body=words, chat_id=chat, body_id=message)
    if not same:
        show_result(desk, await write_version(desk, last.article_id, last.language, draft))
    return True


async def withdraw_reply(desk: Desk, chat_id: int, message_id: int) -> str | None:
    """Delete a reply: with a title the whole draft, with a text its words. Return the title, or None if it belongs to
    no article. Raises Refused for an article that is or was published, which an admin can archive."""
    last = await _find_version_from(desk, chat_id, message_id)
    if last is None:
        return None
    article = await lock_article(desk, last.article_id)
    if article.state is not ArticleState.DRAFT:
        raise Refused("article-delete-published")
    mine = ArticleText.article_id == article.id
    if last.said_title_id == message_id:
        await desk.session.execute(delete(ArticleText).where(mine))
        await desk.session.execute(delete(Article).where(Article.id == article.id))
    else:
        said = select(ArticleText).where(mine, ArticleText.said_message_id == message_id)
        for text in await desk.session.scalars(said):
            text.body, text.entities, text.files, text.said_message_id = "", [], [], None
            text.search = _make_search_vector(text, article.keywords)
        count_change(desk, article)
    letters.queue_letter(desk.session, desk.require_actor().id, Erase(message_id), now=desk.now)
    return last.title


async def _find_version_from(desk: Desk, chat_id: int, message_id: int) -> ArticleText | None:
    """Return the newest version that came from this message of the actor, who is on the team."""
    if not permissions.is_staff(desk.require_actor()) or desk.require_actor().telegram_id != chat_id:
        return None
    came_in = or_(ArticleText.said_message_id == message_id, ArticleText.said_title_id == message_id)
    said = select(ArticleText).where(ArticleText.said_chat_id == chat_id, came_in)
    text: ArticleText | None = await desk.session.scalar(said.order_by(ArticleText.version.desc()).limit(1))
    if text is None:
        return None
    last = await find_newest(desk, text.article_id, text.language)
    return last if last is not None and message_id in (last.said_message_id, last.said_title_id) else None
