"""Articles written in Telegram: the bot asks, a reply answers, and editing that reply makes a new version."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, or_, select

from db.models import (
    Article,
    ArticleState,
    ArticleText,
)
from desk import Desk, Refused
from desk.conversation.new_entry import IncomingFile, IncomingMessage
from desk.i18n import LANGUAGES, choose_language
from desk.knowledge.articles import (
    Draft,
    WriteResult,
    begin_article,
    count_change,
    find_newest,
    lock_article,
    make_search_vector,
    set_keywords,
    write_version,
)
from desk.outbox import Args, Erase, Show, letters
from desk.policy import permissions
from desk.text import RichText, count_units, join_texts

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
    letter = Show("question", slot=f"articleask:{question}", fresh=True, reply_to_message=message_id)
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


def _store_file(file: IncomingFile, bot_id: int) -> dict[str, Any]:
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
            text.search = make_search_vector(text, article.keywords)
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
