"""Buttons of `/categories`: screens of the tree and changes to it, for admins; the desk checks again."""

from aiogram import Router
from aiogram.types import CallbackQuery, Document, Message

from bot.content import FileWantedError
from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.topics import screens
from bot.features.topics.buttons import (
    OfferAnswer,
    TreeAsk,
    TreeChange,
    TreeExpert,
    TreeFile,
    TreeOffer,
    TreePage,
    TreePart,
    TreeRestore,
    TreeScreen,
    TreeSet,
    TreeUndo,
)
from bot.features.topics.screens import EMPTY
from bot.handlers import CommandFilter, FileAnswers, IsPrivate, IsStaff, PressedMessage, TypedCommand, respond
from bot.handlers.pressed_message import Press
from db.models import Person, ReportResult
from desk import Desk, Outdated, Refused
from desk.conversation.new_entry import IncomingMessage
from desk.files import reading, store
from desk.i18n import choose_language, say
from desk.inbound.prompt_replies import Prompt
from desk.metrics.table_writers import write_texts
from desk.outbox import Button, ReportReady, Say, Show
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.staff.answered_topics import set_topic
from desk.text import shorten_line
from desk.topics import editing, offered_topics, questions, tree_file
from desk.topics.tree_file import PlannedTopic, TreePlan


def _make_categories_router() -> Router:
    """Return a fresh router of this command."""
    made = Router(name="categories")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(show_topics, CommandFilter("categories"))
    return made


async def show_topics(
    message: Message, command: TypedCommand, desk: Desk, me: Person, content: bytes | None
) -> None:  # fmt: skip
    """Handle `/categories`: list the topics; for admins also add, rename and remove them, and import and export all."""
    what, _, rest = command.words.text.strip().partition(" ")
    if not what:
        respond.post_letter(desk, Show("categories", slot="categories", fresh=True))
        return
    permissions.require_grant(me, Grant.TOPICS)
    if what.casefold() in _IMPORT and message.document is not None:
        await _check_file(desk, message.document, content)
    elif what.casefold() in _IMPORT:
        columns = ", ".join(tree_file.name_columns(_language(desk)))
        respond.post_letter(desk, Say("topics-file-how", {"columns": columns}, slot="topicsfile"))
    elif what.casefold() in _EXPORT:
        await _export(desk)
    else:
        await _change(desk, what.casefold(), rest.strip())


async def _change(desk: Desk, what: str, rest: str) -> None:
    given, _, name = rest.partition(" ")
    category_id = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None
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
_MOST_REFUSED = 20
_ROOM = 1000  # characters of names


def _make_files_router() -> Router:
    """Return a fresh router of files that answer the request for one."""
    made = Router(name="files of topics")
    made.message.filter(IsPrivate(), IsStaff(), FileAnswers("topicsfile"))
    made.message.register(_take_file)
    made.callback_query.register(_import_checked, TreeFile.filter())
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
    see = respond.press_button("btn-topics-see", TreePage(page=1))
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


async def _change_topic_of_prompts(desk: Desk, incoming: IncomingMessage, asked: str) -> Show:
    """Set a part of a topic (`topic:<part>:<id>`), or add a topic to a group, or a group (`topic:newgroup:0`)."""
    field, _, key = asked.partition(":")
    category, text = int(key), incoming.words.text
    screen = {"keywords": "keywords", "question": "questions"}.get(field, "names")
    if field in ("new", "newgroup"):
        is_group = field == "newgroup"
        category = await editing.add_category(desk, text, group=category or None, is_group=is_group)
        screen = "one"
    elif field == "keywords":
        await editing.set_keywords(desk, category, text)
    elif field == "question":
        await editing.put_question(desk, category, text)
    else:
        await editing.rename_category(desk, category, text, field)
    return Show("topic", slot="categories", find=f"{screen}:{category}", fresh=True, note="setting-set")


_SLOT = "categories"


def make_router() -> Router:
    """Return a fresh router of these."""
    made = Router(name="topics")
    on = made.callback_query.register
    on(turn_page, TreePage.filter())
    on(show_screen, TreeScreen.filter())
    on(ask_part, TreeAsk.filter())
    on(change_topic, TreeSet.filter())
    on(undo_change, TreeUndo.filter())
    on(_restore_topic, TreeRestore.filter())
    on(_answer_offer, TreeOffer.filter())
    on(_switch_expert, TreeExpert.filter())
    return made


async def turn_page(
    _query: CallbackQuery, callback_data: TreePage, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Show a page of the tree."""
    permissions.require_grant(me, Grant.TOPICS)
    _show_tree(desk, pressed, page=callback_data.page)


async def show_screen(
    _query: CallbackQuery, callback_data: TreeScreen, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Show a screen of one topic or group."""
    permissions.require_grant(me, Grant.TOPICS)
    _show_topic(desk, pressed, callback_data.part, callback_data.category, callback_data.page)


async def ask_part(
    _query: CallbackQuery, callback_data: TreeAsk, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Ask for a part that is typed."""
    permissions.require_grant(me, Grant.TOPICS)
    pressed.require_view(_SLOT)
    slot = f"topic:{callback_data.field.value}:{callback_data.category}"
    respond.post_letter(desk, Show("topic_ask", slot=slot, fresh=True))


async def change_topic(
    _query: CallbackQuery, callback_data: TreeSet, desk: Desk, me: Person, pressed: PressedMessage, press: Press
) -> None:
    """Make the change that the button names."""
    permissions.require_grant(me, Grant.TOPICS)
    pressed.require_view(_SLOT)
    key, value = callback_data.category, callback_data.value
    part = TreePart.ONE
    match callback_data.change:
        case TreeChange.REMOVE:
            await _remove(desk, key)
            return
        case TreeChange.PRIORITY:
            await editing.set_first_priority(desk, key, _number(value) or None)
            part = TreePart.PRIORITY
        case TreeChange.GROUP:
            await editing.move_to_group(desk, key, _number(value) or None)
            part = TreePart.PLACE
        case TreeChange.UP:
            await editing.move_up(desk, key)
        case TreeChange.NO_KEYWORDS:
            await editing.set_keywords(desk, key, "")
            part = TreePart.KEYWORDS
        case TreeChange.NO_QUESTION:
            await _drop(desk, key, value)
            part = TreePart.QUESTIONS
    press.say("setting-set")
    _show_topic(desk, pressed, part, key)


def _number(value: str) -> int:
    if not value.isdecimal():
        raise Outdated
    return int(value)


async def _remove(desk: Desk, key: int) -> None:
    """Remove the topic; the message then says so and has a button to restore it."""
    name = await editing.remove_category(desk, key)
    again = (Button("btn-topic-again", TreeRestore(category=key).pack()),)
    respond.post_letter(desk, Say("category-removed", {"name": name}, (again,), slot=_SLOT, replace=True))


async def _drop(desk: Desk, key: int, value: str) -> None:
    found = await editing.find_topic_of_tree(desk.session, key)
    asked = (
        [one["key"] for one in found.questions if questions.hash_key(one["key"]) == value] if found is not None else []
    )
    if not asked:
        raise Outdated
    await editing.drop_question(desk, key, asked[0])


async def undo_change(
    _query: CallbackQuery, callback_data: TreeUndo, desk: Desk, me: Person, pressed: PressedMessage, press: Press
) -> None:
    """Restore the value before the change; if it was changed again since, only show it."""
    permissions.require_grant(me, Grant.TOPICS)
    pressed.require_view(_SLOT)
    done = await editing.undo_change(desk, callback_data.category, callback_data.record)
    press.say("setting-undone" if done else "setting-changed-since")
    _show_topic(desk, pressed, TreePart.ONE, callback_data.category)


async def _restore_topic(
    _query: CallbackQuery, callback_data: TreeRestore, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    permissions.require_grant(me, Grant.TOPICS)
    pressed.require_view(_SLOT)
    pressed.require_open()
    await editing.restore_category(desk, callback_data.category)
    _show_topic(desk, pressed, TreePart.ONE, callback_data.category)


async def _answer_offer(
    _query: CallbackQuery, callback_data: TreeOffer, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Use the suggested topics, dismiss them, or undo their use."""
    permissions.require_grant(me, Grant.TOPICS)
    pressed.require_view(_SLOT)
    if callback_data.word is OfferAnswer.USE:
        await offered_topics.add_offered(desk)
        undo_ = (Button("btn-topics-unuse", TreeOffer(word=OfferAnswer.UNDO).pack()),)
        see = (Button("btn-topics-see", TreePage(page=1).pack()),)
        respond.post_letter(desk, Say("topics-used", {}, ((*see, *undo_),), slot=_SLOT, replace=True))
        return
    if callback_data.word is OfferAnswer.UNDO:
        pressed.require_open()
        await offered_topics.remove_offered(desk)
    _show_tree(desk, pressed, find=EMPTY if callback_data.word is OfferAnswer.EMPTY else None)


async def _switch_expert(
    _query: CallbackQuery, callback_data: TreeExpert, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Add the topic to those that a person answers best, or remove it."""
    permissions.require_grant(me, Grant.TOPICS)
    pressed.require_view(_SLOT)
    await set_topic(desk, callback_data.person, callback_data.category, on=bool(callback_data.on))
    _show_topic(desk, pressed, TreePart.PEOPLE, callback_data.category, callback_data.page)


def _show_tree(desk: Desk, pressed: PressedMessage, *, page: int = 1, find: str | None = None) -> None:
    pressed.require_view(_SLOT)
    respond.post_letter(desk, Show("categories", slot=_SLOT, page=page, find=find, fresh=not pressed.recorded))


def _show_topic(desk: Desk, pressed: PressedMessage, part: TreePart, key: int, page: int = 1) -> None:
    pressed.require_view(_SLOT)
    find = f"{part.value}:{key}"
    respond.post_letter(desk, Show("topic", slot=_SLOT, find=find, page=page, fresh=not pressed.recorded))


FEATURE = Feature(
    name="topics",
    routers=(
        _make_files_router,
        _make_categories_router,
        make_router,
    ),
    views={
        "categories": ViewSpec(screens.render_topics, AGENT),
        "topic": ViewSpec(screens.render_topic, grant=Grant.TOPICS),
        "topic_ask": ViewSpec(screens.render_question, grant=Grant.TOPICS, asks=True),
    },
    commands=(Command("categories", AGENT),),
    prompts={"topic": Prompt(_change_topic_of_prompts, repeats=True)},
)
