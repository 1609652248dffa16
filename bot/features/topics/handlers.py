"""`/categories`: topics for staff to read, typed changes, import and export, suggested topics. Admins change them on
the screens of `bot/features/administration`; the desk checks again."""

from aiogram import Router
from aiogram.types import CallbackQuery, Document, Message

from bot.content import FileWantedError
from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.administration.buttons import AdminList
from bot.features.administration.handlers import show_found
from bot.features.administration.screens import EVERYTHING
from bot.features.topics import screens
from bot.features.topics.buttons import (
    OfferAnswer,
    TreeFile,
    TreeOffer,
)
from bot.features.topics.screens import EMPTY
from bot.handlers import (
    CommandFilter,
    FileAnswers,
    PressedMessage,
    StaffRouter,
    TypedCommand,
    respond,
)
from bot.handlers.pressed_message import handle_presses, make_press_router
from db.models import Person, ReportResult
from desk import Desk, Refused
from desk.administration.topics import TOPICS
from desk.files import reading, store
from desk.i18n import choose_language, say
from desk.metrics.table_writers import write_texts
from desk.outbox import Button, ReportReady, Say, Show
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.search.prefix_query import MOST_TYPED
from desk.text import shorten_line
from desk.text.typed_digits import parse_digits
from desk.topics import editing, offered_topics, tree_file
from desk.topics.tree_file import PlannedTopic, TreePlan


def _make_categories_router() -> Router:
    """Return a fresh router of this command."""
    made = StaffRouter(name="categories")
    made.message.register(show_topics, CommandFilter("categories"))
    return made


async def show_topics(
    message: Message, command: TypedCommand, desk: Desk, me: Person, content: bytes | None
) -> None:  # fmt: skip
    """Handle `/categories`: list the topics; for admins also add, rename and remove them, and import and export all."""
    what, _, rest = command.words.text.strip().partition(" ")
    if not what:
        is_changed = permissions.has_grant(me, Grant.TOPICS) and await editing.load_rows(desk.session)
        respond.post_letter(desk, Show("topic" if is_changed else "categories", slot="categories", fresh=True))
        return
    permissions.require_grant(me, Grant.TOPICS)
    if what.casefold() in _IMPORT and message.document is not None:
        await _check_file(desk, message.document, content)
    elif what.casefold() in _IMPORT:
        columns = ", ".join(tree_file.name_columns(_language(desk)))
        respond.post_letter(desk, Say("topics-file-how", {"columns": columns}, slot="topicsfile"))
    elif what.casefold() in _EXPORT:
        await _export(desk)
    elif what.casefold() in _DOES:
        await _change(desk, what.casefold(), rest.strip())
    else:
        await show_found(desk, TOPICS, " ".join(command.words.text.split())[:MOST_TYPED])


async def _change(desk: Desk, what: str, rest: str) -> None:
    given, _, name = rest.partition(" ")
    category_id = parse_digits(given)
    if what == "add" and rest:
        made = await editing.add_category(desk, rest)
        respond.post_line(desk, "category-added", id=made, name=" ".join(rest.split()))
    elif what == "rename" and category_id is not None and name.strip():
        await editing.rename_category(desk, category_id, name)
        respond.post_line(desk, "category-renamed", id=category_id, name=" ".join(name.split()))
    elif what == "remove" and category_id is not None:
        respond.post_line(desk, "category-removed", name=await editing.remove_category(desk, category_id))
    else:
        respond.post_line(desk, "usage-categories")


_IMPORT, _EXPORT = frozenset({"import", "импорт"}), frozenset({"export", "экспорт"})
_DOES = frozenset({"add", "rename", "remove"})
_MOST_REFUSED = 20
_ROOM = 1000  # characters of names


def _make_files_router() -> Router:
    """Return a fresh router of files that answer the request for one."""
    made = StaffRouter(name="files of topics")
    made.message.register(_take_file, FileAnswers("topicsfile"))
    handle_presses(made, _import_checked)
    return made


async def _take_file(message: Message, desk: Desk, content: bytes | None) -> None:
    """Say what importing the file would do."""
    assert message.document is not None
    await _check_file(desk, message.document, content)


async def _check_file(desk: Desk, document: Document, content: bytes | None) -> None:
    """Raises FileWantedError while the content is not downloaded, Refused for what is no such file."""
    await desk.require_grant(Grant.TOPICS)
    if (document.file_size or 0) > tree_file.MOST_BYTES:
        raise Refused("import-too-large", mb=tree_file.MOST_BYTES // 1024**2)
    if content is None:
        raise FileWantedError(document.file_id, tree_file.MOST_BYTES)
    plan = await tree_file.preview_tree(desk, content)
    if plan.refused:
        respond.post_letter(desk, Say("topics-file-wrong", _list_refused(desk, plan), slot="topicsfile"))
    elif plan.new or plan.changed:
        blob, sha = await store.store_checked(desk.session, content, desk.now)
        take = respond.press_button("btn-topics-import", TreeFile(blob=blob, sha=sha[: store.SHORTEST_HASH]))
        respond.post_letter(desk, Say("topics-file-preview", _count(desk, plan), ((take,),), slot=_SLOT))
    else:
        respond.post_line(desk, "topics-file-same", kept=plan.kept)


def _list_refused(desk: Desk, plan: TreePlan) -> dict[str, str | int]:
    language = _language(desk)
    shown = plan.refused[:_MOST_REFUSED]
    whys = [(line, say(language, why.key, **why.args_)) for line, why in shown]
    lines = "\n".join(say(language, "topics-file-line", line=line, why=why) for line, why in whys)
    return {"lines": lines, "n": len(plan.refused), "more": len(plan.refused) - len(shown)}


def _count(desk: Desk, plan: TreePlan) -> dict[str, str | int]:
    new, changed = _name(desk, plan.new), _name(desk, plan.changed)
    counts = {"new": len(plan.new), "changed": len(plan.changed), "kept": plan.kept}
    return {**counts, "newnames": new, "changednames": changed}


def _name(desk: Desk, some: list[PlannedTopic]) -> str:
    return shorten_line(", ".join(one.get_name(_language(desk)) for one in some), _ROOM)


def _language(desk: Desk) -> str:
    return choose_language(desk.require_actor(), desk.rules.locale)


async def _import_checked(
    _query: CallbackQuery, callback_data: TreeFile, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Import the file that was checked, as a whole."""
    permissions.require_grant(me, Grant.TOPICS)
    pressed.require_view(_SLOT)
    pressed.require_open()
    content = await reading.read_checked(desk.session, callback_data.blob, callback_data.sha)
    if content is None:
        raise Refused("import-file-gone")
    plan = await tree_file.import_tree(desk, content)
    see = respond.press_button("btn-topics-see", AdminList(noun="topics", inside=EVERYTHING, page=1))
    done = Say("topics-file-done", _count(desk, plan), ((see,),), slot=_SLOT, replace=True)
    respond.post_letter(desk, done)


async def _export(desk: Desk) -> None:
    language = _language(desk)
    row = ReportResult(
        kind="topics",
        arguments={},
        content=write_texts(await tree_file.export_tree(desk, language), language),
        filename=f"topics-{desk.now:%Y-%m-%d}.csv",
        mime="text/csv",
        caption="",
        entities=[],
        created_at=desk.now,
    )
    desk.session.add(row)
    await desk.session.flush()
    respond.post_letter(desk, ReportReady(row.id))


_SLOT = "categories"


def make_router() -> Router:
    """Return a fresh router of these."""
    return make_press_router("topics", _answer_offer)


async def _answer_offer(
    _query: CallbackQuery, callback_data: TreeOffer, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Use the suggested topics, dismiss them, or undo their use."""
    permissions.require_grant(me, Grant.TOPICS)
    pressed.require_view(_SLOT)
    if callback_data.word is OfferAnswer.USE:
        await offered_topics.add_offered(desk)
        undo_ = (Button("btn-topics-unuse", TreeOffer(word=OfferAnswer.UNDO).pack()),)
        see = (Button("btn-topics-see", AdminList(noun="topics", inside=EVERYTHING, page=1).pack()),)
        respond.post_letter(desk, Say("topics-used", {}, ((*see, *undo_),), slot=_SLOT, replace=True))
        return
    if callback_data.word is OfferAnswer.UNDO:
        pressed.require_open()
        await offered_topics.remove_offered(desk)
    respond.post_letter(
        desk, Show("categories", slot=_SLOT, find=EMPTY if callback_data.word is OfferAnswer.EMPTY else None)
    )


FEATURE = Feature(
    name="topics",
    routers=(
        _make_files_router,
        _make_categories_router,
        make_router,
    ),
    views={
        "categories": ViewSpec(screens.render_topics, AGENT),
    },
    commands=(Command("categories", AGENT),),
)
