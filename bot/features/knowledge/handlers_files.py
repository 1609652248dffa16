"""Articles as files: `/kb export`, and a zip or Markdown file sent for `/kb import`."""

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import Document, Message

from bot.content.message import FileWantedError
from bot.handlers import CommandFilter, FileAnswers, IsPrivate, IsStaff, TypedCommand, parse_command, respond
from db.models import ReportResult
from desk import Desk, Refused
from desk.knowledge import import_export
from desk.knowledge.import_export import MOST_BYTES
from desk.outbox import ReportReady, Say
from desk.policy.grants import Grant

_IMPORT, _EXPORT = frozenset({"import", "импорт"}), frozenset({"export", "экспорт"})
_ASKED = "articlesimport"
_MOST_NAMED = 5


class OfFiles(Filter):
    """Match `/kb import` and `/kb export`."""

    async def __call__(self, message: Message) -> bool:
        command = parse_command(message)
        return command is not None and command.words.text.strip().casefold() in _IMPORT | _EXPORT


def make_router() -> Router:
    """Return a new router, which must come before the one of the other words after `/kb`."""
    made = Router(name="files of articles")
    commands, replies = Router(name="kb files"), Router(name="kb replies")
    commands.message.filter(IsPrivate(), IsStaff(), OfFiles())
    commands.message.register(send_articles, CommandFilter("kb"))
    replies.message.filter(IsPrivate(), IsStaff(), FileAnswers(_ASKED))
    replies.message.register(import_articles)
    made.include_routers(commands, replies)
    return made


async def send_articles(message: Message, command: TypedCommand, desk: Desk, content: bytes | None) -> None:
    """Send all articles as a zip, import the file that comes with the command, or ask for a file."""
    await desk.require_grant(Grant.PUBLISH)
    if command.words.text.strip().casefold() in _EXPORT:
        await _export(desk)
    elif message.document is not None:
        await _import(desk, message.document, content)
    else:
        respond.post_letter(desk, Say("kb-import-how", slot="articlesimport"))


async def import_articles(message: Message, desk: Desk, content: bytes | None) -> None:
    assert message.document is not None
    await _import(desk, message.document, content)


async def _export(desk: Desk) -> None:
    made = await import_export.export_files(desk)
    row = ReportResult(
        kind="articles",
        arguments={},
        content=import_export.pack_zip(made),
        filename=f"articles-{desk.now:%Y-%m-%d}.zip",
        mime="application/zip",
        caption="",
        entities=[],
        created_at=desk.now,
    )
    desk.session.add(row)
    await desk.session.flush()
    respond.post_letter(desk, ReportReady(row.id, admins_only=True))


async def _import(desk: Desk, document: Document, content: bytes | None) -> None:
    """Import the whole file, or nothing of it. Raises FileWantedError while its content is not downloaded, Refused
    with the error and its place."""
    await desk.require_grant(Grant.PUBLISH)
    if (document.file_size or 0) > MOST_BYTES:
        raise Refused("kb-zip-large", mb=MOST_BYTES // 1024**2)
    if content is None:
        raise FileWantedError(document.file_id, MOST_BYTES)
    name = document.file_name or ""
    files = {name: content} if name.endswith(".md") else import_export.unpack_zip(content)
    done = await import_export.import_files(desk, files)
    args = {"new": done.new, "changed": done.changed, "same": done.same}
    respond.post_line(desk, "kb-imported", **args)
    if done.unknown_topics:
        names = ", ".join(done.unknown_topics[:_MOST_NAMED])
        respond.post_line(desk, "kb-import-topics", names=names, n=len(done.unknown_topics))
