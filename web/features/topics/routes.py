"""The tree of topics: created, named by language, moved, with settings and experts; removed, restored.

The verbs check again that an admin does it.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import Field
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from db.models import Category
from desk import Desk, Refused
from desk.files import reading, store
from desk.i18n import LANGUAGES
from desk.metrics.table_writers import write_texts
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.queries.audit_log import find_last_change
from desk.queries.panel.topic_figures import TopicFigures, count_of_topics
from desk.staff import answered_topics
from desk.topics import editing, offered_topics, tree_file
from desk.topics.editing import TopicInfo
from desk.topics.tree_file import TreePlan
from web.context import Visitor, WebContext
from web.features.people.member import get_telegram_id
from web.files.places import make_session_owner
from web.files.sources import receive_form
from web.panel import repeated_forms
from web.panel.page_forms import Id, PageForm
from web.panel.page_route import PageRoute
from web.panel.pages import make_words, show_page, try_verb

_NONE = "-"


class _GivenTopic(PageForm):
    """A form of these pages; each uses the fields it has."""

    form: str = ""
    once: str = ""
    name: Annotated[str, Field(max_length=200)] = ""
    language: str = ""
    group: Annotated[int, Field(ge=0, lt=2**63)] = 0
    is_group: str = ""
    priority: Annotated[int, Field(ge=0, le=4)] = 0
    typed: Annotated[str, Field(max_length=4000)] = ""
    key: Annotated[str, Field(max_length=60)] = ""
    undo: Annotated[int, Field(ge=0, lt=2**63)] = 0
    person: Annotated[Sequence[int], Field(max_length=500)] = ()
    was: Annotated[Sequence[int] | None, Field(max_length=500)] = None
    seen: Annotated[int | None, Field(ge=0, lt=2**63)] = None
    blob: Annotated[int, Field(ge=0, lt=2**63)] = 0
    sha: Annotated[str, Field(max_length=64)] = ""


_Verb = Callable[[Visitor, int, _GivenTopic], Awaitable[object]]


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/topics")
    async def topics(request: Request, removed: int = 0) -> Response:
        """Show the tree; `removed`: what can be restored."""
        async with ctx.admit_visitor(request) as visitor:
            return await _show_tree(ctx, visitor, removed=removed)

    @made.post("/topics")
    async def add(request: Request, given: Annotated[_GivenTopic, Form()]) -> Response:
        """Add a topic, in a group or alone, or a group."""
        return await _change_tree(ctx, request, given, lambda visitor: _add(visitor.desk, given))

    @made.post("/topics/offered")
    async def use_offered(request: Request, given: Annotated[_GivenTopic, Form()]) -> Response:
        """Add the topics suggested to a desk without any."""
        return await _change_tree(ctx, request, given, lambda visitor: offered_topics.add_offered(visitor.desk))

    @made.post("/topics/{topic_id}/restore")
    async def restore(request: Request, topic_id: Id, given: Annotated[_GivenTopic, Form()]) -> Response:
        """Restore a removed topic, also on its tickets."""
        return await _change_tree(ctx, request, given, lambda visitor: editing.restore_category(visitor.desk, topic_id))

    _add_files(ctx, made)

    @made.get("/topics/{topic_id}")
    async def topic(request: Request, topic_id: Id) -> Response:
        """Show one topic."""
        async with ctx.admit_visitor(request) as visitor:
            return await _show_topic(ctx, visitor, topic_id)

    @made.post("/topics/{topic_id}/{what}")
    async def change(
        request: Request, topic_id: Id, what: str, given: Annotated[_GivenTopic, Form()]
    ) -> Response:  # fmt: skip
        """Change one property of it."""
        if what not in _CHANGES:
            return Response(status_code=404)
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            permissions.require_grant(visitor.person, Grant.TOPICS)
            wrong = await try_verb(visitor, _change_topic(visitor, topic_id, what, given))
            if wrong:
                return await _show_topic(ctx, visitor, topic_id, wrong=wrong, given=given)
        gone = what == "remove"
        return RedirectResponse(f"/topics?removed={topic_id}" if gone else f"/topics/{topic_id}", 303)

    return made


def _add_files(ctx: WebContext, made: APIRouter) -> None:
    """Add the tree as a file: checked first, then imported as a whole; exported in the same form."""

    @made.get("/topics/import")
    async def show_import(request: Request) -> Response:
        """Show which file can be imported."""
        async with ctx.admit_visitor(request) as visitor:
            return _show_import(ctx, visitor)

    @made.post("/topics/import")
    async def check(request: Request) -> Response:
        """Store the file for a day and say what importing it would do."""
        async with ctx.identify_visitor(request) as visitor:
            permissions.require_grant(visitor.person, Grant.TOPICS)
            owner = make_session_owner(visitor.session_id)
        async with (
            receive_form(ctx, request, owner) as brought,
            ctx.admit_visitor(request, form=brought.get_text("form")) as visitor,
        ):
            permissions.require_grant(visitor.person, Grant.TOPICS)
            return await _check_file(ctx, visitor, brought.files)

    @made.post("/topics/import/do")
    async def do_import(request: Request, given: Annotated[_GivenTopic, Form()]) -> Response:
        """Import a file that was checked."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            permissions.require_grant(visitor.person, Grant.TOPICS)
            wrong = await try_verb(visitor, _import(visitor.desk, given))
            return _show_import(ctx, visitor, wrong=wrong) if wrong else RedirectResponse("/topics", 303)

    @made.post("/topics.csv")
    async def export(request: Request, given: Annotated[_GivenTopic, Form()]) -> Response:
        """Return the tree as a file that can be imported again; audited."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            content = write_texts(await tree_file.export_tree(visitor.desk, visitor.language), visitor.language)
            headers = {"Content-Disposition": f'attachment; filename="topics-{visitor.now:%Y-%m-%d}.csv"'}
            return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


async def _check_file(ctx: WebContext, visitor: Visitor, files: Sequence[UploadFile]) -> Response:
    if not files:
        return _show_import(ctx, visitor, wrong=make_words(visitor).say("import-no-file"))
    content = await files[0].read(tree_file.MOST_BYTES + 1)
    try:
        plan = await tree_file.preview_tree(visitor.desk, content)
    except Refused as refused:
        return _show_import(ctx, visitor, wrong=make_words(visitor).say(refused.key, **refused.args_))
    blob, sha = await store.store_checked(visitor.session, content, visitor.now)
    return _show_import(ctx, visitor, plan=plan, blob=blob, sha=sha)


async def _import(desk: Desk, given: _GivenTopic) -> None:
    content = await reading.read_checked(desk.session, given.blob, given.sha)
    if content is None:
        raise Refused("import-file-gone")
    await tree_file.import_tree(desk, content)


def _show_import(
    ctx: WebContext, visitor: Visitor, *, wrong: str = "", plan: TreePlan | None = None, blob: int = 0, sha: str = ""
) -> Response:
    permissions.require_grant(visitor.person, Grant.TOPICS)
    return show_page(
        ctx, visitor, "topics/import.html", status=422 if wrong else 200, wrong=wrong, plan=plan, blob=blob, sha=sha,
        columns=", ".join(tree_file.name_columns(visitor.language)),
    )  # fmt: skip


async def _change_tree(
    ctx: WebContext, request: Request, given: _GivenTopic, verb: Callable[[Visitor], Awaitable[object]]
) -> Response:
    async with ctx.admit_visitor(request, form=given.form) as visitor:
        permissions.require_grant(visitor.person, Grant.TOPICS)
        sent = repeated_forms.extend_key(given.once, given.model_dump_json())
        if (again := await repeated_forms.find_earlier_answer(visitor, sent)) is not None:
            return again
        wrong = await try_verb(visitor, verb(visitor))
        if wrong:
            return await _show_tree(ctx, visitor, wrong=wrong, given=given)
        await repeated_forms.remember_answer(visitor, sent, "/topics")
    return RedirectResponse("/topics", 303)


async def _change_topic(visitor: Visitor, topic_id: int, what: str, given: _GivenTopic) -> None:
    if given.seen is not None and what not in _MEANT_ANYWAY:
        await editing.begin_change_of(visitor.desk, topic_id, given.seen)
    await _CHANGES[what](visitor, topic_id, given)


async def _add(desk: Desk, given: _GivenTopic) -> None:
    await editing.add_category(desk, given.name, group=given.group or None, is_group=bool(given.is_group))


async def _rename(visitor: Visitor, topic_id: int, given: _GivenTopic) -> None:
    await editing.rename_category(visitor.desk, topic_id, given.name.strip() or _NONE, given.language)


async def _people(visitor: Visitor, topic_id: int, given: _GivenTopic) -> None:
    for person, has in await answered_topics.list_answering(visitor.session, topic_id):
        key, wants = await get_telegram_id(visitor, person.id), person.id in given.person
        meant = given.was is None or (person.id in given.was) is not wants
        if key is not None and meant and has is not wants:
            await answered_topics.set_topic(visitor.desk, key, topic_id, on=wants)


async def _undo(visitor: Visitor, topic_id: int, given: _GivenTopic) -> None:
    if not await editing.undo_change(visitor.desk, topic_id, given.undo):
        raise Refused("setting-changed-since")


_CHANGES: dict[str, _Verb] = {
    "name": _rename,
    "group": lambda visitor, topic_id, given: editing.move_to_group(visitor.desk, topic_id, given.group or None),
    "up": lambda visitor, topic_id, _: editing.move_up(visitor.desk, topic_id),
    "priority": lambda visitor, topic_id, given: editing.set_first_priority(
        visitor.desk, topic_id, given.priority or None
    ),
    "keywords": lambda visitor, topic_id, given: editing.set_keywords(visitor.desk, topic_id, given.typed),
    "question": lambda visitor, topic_id, given: editing.put_question(
        visitor.desk, topic_id, given.typed.replace("\r\n", "\n")
    ),
    "example": lambda visitor, topic_id, given: editing.set_example(
        visitor.desk, topic_id, given.language, given.typed
    ),
    "drop-question": lambda visitor, topic_id, given: editing.drop_question(visitor.desk, topic_id, given.key),
    "people": _people,
    "undo": _undo,
    "remove": lambda visitor, topic_id, _: editing.remove_category(visitor.desk, topic_id),
}
"""By the last word of the address."""
_MEANT_ANYWAY = ("people", "undo")
"""What knows by itself whether somebody else was there."""


async def _show_tree(
    ctx: WebContext, visitor: Visitor, *, wrong: str = "", given: _GivenTopic | None = None, removed: int = 0
) -> Response:
    permissions.require_grant(visitor.person, Grant.TOPICS)
    known = await editing.load_tree(visitor.session)
    gone = await visitor.session.get(Category, removed) if 0 < removed < 2**63 else None
    return show_page(
        ctx, visitor, "topics/topics.html", status=422 if wrong else 200, wrong=wrong, known=known,
        groups=[one for one in known if one.is_group], given=given or _GivenTopic(),
        figures=await count_of_topics(visitor.session, visitor.person), no_figures=TopicFigures(),
        gone=gone if gone is not None and gone.removed_at is not None else None,
    )  # fmt: skip


async def _show_topic(
    ctx: WebContext, visitor: Visitor, topic_id: int, *, wrong: str = "", given: _GivenTopic | None = None
) -> Response:
    permissions.require_grant(visitor.person, Grant.TOPICS)
    session = visitor.session
    known = await editing.load_tree(session)
    one = next((topic for topic in known if topic.id == topic_id), None)
    if one is None:
        return Response(status_code=404)
    return show_page(
        ctx, visitor, "topics/topic.html", status=422 if wrong else 200, wrong=wrong, one=one,
        groups=[topic for topic in known if topic.is_group], languages=_languages(visitor), given=given,
        seen=await editing.find_version(session, topic_id),
        people=await answered_topics.list_answering(session, topic_id), is_first=_is_first(known, one),
        undo=await find_last_change(session, f"category:{topic_id}", editing.CHANGES),
    )  # fmt: skip


def _languages(visitor: Visitor) -> list[tuple[str, str]]:
    """Return the languages, the desk's own first: its name is used on the board and cannot be removed."""
    own = visitor.rules.locale
    words = make_words(visitor)
    return [(code, words.name_language(code)) for code in sorted(LANGUAGES, key=lambda code: (code != own, code))]


def _is_first(known: Sequence[TopicInfo], one: TopicInfo) -> bool:
    """Return True if it cannot be moved further up."""
    return next(topic for topic in known if topic.parent_id == one.parent_id).id == one.id
