"""Adds the demo's articles, topics, canned replies, menu and preset answers to a desk, by an admin's operations.

What the desk already has is left as it is. Must not know how the demo runs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from db.models import Article, CannedReply, PresetAnswer
from desk import Desk, Refused
from desk.canned import replies, reply_keys
from desk.i18n import LANGUAGES, catalog
from desk.knowledge import import_export
from desk.menu import draft, publishing
from desk.menu.items import MenuKind
from desk.suggestions import presets
from desk.text import RichText
from desk.tickets.topic_names import fold_topic_name
from desk.topics import editing, offered_topics
from sandbox.knowledge import ARTICLES, PRESETS
from sandbox.knowledge.texts import MENU, QUESTIONS, REPLIES, MenuButton

_KEYS = [key for topics in editing.OFFERED.values() for key in topics]


@dataclass(frozen=True, slots=True)
class LoadedCounts:
    """How many articles, topics, canned replies, menu buttons and preset answers were added."""

    articles: int
    topics: int
    replies: int
    buttons: int
    presets: int


async def load_knowledge(desk: Desk) -> LoadedCounts:
    """Add all of it as an admin. Raises NotAllowed."""
    topics = await _add_topics(desk)
    articles = await _import_articles(desk)
    return LoadedCounts(articles, topics, await _add_replies(desk), await _add_menu(desk), await _add_presets(desk))


async def _add_topics(desk: Desk) -> int:
    """Add the offered topics whose names are free, and the questions of some of them."""
    if not await editing.load_rows(desk.session):
        await offered_topics.add_offered(desk)
        named = {one.folded: one.id for one in await editing.load_rows(desk.session)}
        made = {key: named[fold_topic_name(_get_topic_names(key)[desk.rules.locale])] for key in _KEYS}
    else:
        made = await _add_free_topics(desk)
    for key, questions in QUESTIONS.items():
        for language in LANGUAGES if key in made else ():
            typed = "\n".join(f"{question}: {said[language]}" for question, said in questions)
            await editing.set_questions(desk, made[key], language, typed)
    return len(made)


async def _add_free_topics(desk: Desk) -> dict[str, int]:
    """Add each topic whose name is free; return their ids by their keys."""
    made: dict[str, int] = {}
    for group, keys_ in editing.OFFERED.items():
        parent = await _add_topic(desk, group, is_group=True)
        for key in keys_:
            new = await _add_topic(desk, key, group=parent)
            if new is not None:
                made[key] = new
    return made


async def _add_topic(desk: Desk, key: str, *, group: int | None = None, is_group: bool = False) -> int | None:
    """Add a topic; return its id, or None if the desk has something of that name."""
    names, words = _get_topic_names(key), () if is_group else offered_topics.get_offered_keywords(key)
    known = await editing.load_rows(desk.session)
    try:
        for name in names.values():
            editing.require_free(known, name)
    except Refused:
        return None
    own = names[desk.rules.locale]
    return await editing.add_category(desk, own, group=group, is_group=is_group, names=names, keywords=words)


def _get_topic_names(key: str) -> dict[str, str]:
    return {language: catalog.say(language, f"offered-topic-{key}") for language in LANGUAGES}


async def _import_articles(desk: Desk) -> int:
    there = set(await desk.session.scalars(select(Article.slug)))
    files = {path.name: path.read_bytes() for path in ARTICLES.glob("*.md") if path.name.split(".")[0] not in there}
    return (await import_export.import_files(desk, files)).new if files else 0


async def _add_replies(desk: Desk) -> int:
    common = select(CannedReply.folded).where(CannedReply.owner_id.is_(None), CannedReply.removed_at.is_(None))
    there = set(await desk.session.scalars(common))
    new = {key: text for key, text in REPLIES.items() if reply_keys.fold_key(key) not in there}
    for key, text in new.items():
        await replies.add_reply(desk, key, RichText(text), own=False)
    return len(new)


async def _add_menu(desk: Desk) -> int:
    """Add and publish the menu, unless the desk has a draft of one."""
    if await draft.load_draft(desk.session):
        return 0
    leads = {one.slug: one.id for one in await desk.session.scalars(select(Article))}
    named = {one.folded: one.id for one in await editing.load_rows(desk.session) if not one.is_group}
    for key in QUESTIONS:
        if (topic := named.get(fold_topic_name(_get_topic_names(key)[desk.rules.locale]))) is not None:
            leads[key] = topic
    made = await _add_buttons(desk, MENU, None, leads)
    await publishing.publish_menu(desk)
    return made


async def _add_buttons(
    desk: Desk, buttons: tuple[MenuButton, ...], parent: int | None, leads: Mapping[str, int]
) -> int:
    """Add the buttons whose target exists on this desk; return how many."""
    made = 0
    for one in buttons:
        if one.kind in (MenuKind.ARTICLE, MenuKind.TOPIC) and one.target not in leads:
            continue
        made += await _add_button(desk, one, parent, leads)
    return made


async def _add_button(desk: Desk, button: MenuButton, parent: int | None, leads: Mapping[str, int]) -> int:
    """Add a button and those below it; return how many."""
    (first, caption), *others = button.caption.items()
    item = await draft.add_item(desk, button.kind, parent, RichText(caption), first)
    for language, said in others:
        await draft.set_caption(desk, item, language, RichText(said))
    for language, said in (button.text or {}).items():
        await draft.set_text(desk, item, language, RichText(said))
    if button.kind is MenuKind.LINK:
        await draft.set_url(desk, item, button.target)
    elif button.target:
        await draft.set_target(desk, item, leads[button.target])
    return 1 + await _add_buttons(desk, button.under, item, leads)


async def _add_presets(desk: Desk) -> int:
    """Add and publish the preset answers, unless there are some.

    An answer stays a draft where so few people have written that it would answer too many.
    """
    if await desk.session.scalar(select(PresetAnswer.id).limit(1)) is not None:
        return 0
    named = {one.folded: one.id for one in await editing.load_rows(desk.session) if not one.is_group}
    found = json.loads(PRESETS.read_text("utf-8"))
    for one in found:
        row = await presets.begin_preset(desk, one["title"][desk.rules.locale])
        await presets.set_keywords(desk, row.id, ", ".join(_flatten(one["keywords"])))
        for language, said in one["text"].items():
            await presets.set_text(desk, row.id, language, RichText(said))
        topic = _get_topic_names(one["topic"].replace("_", "-"))[desk.rules.locale]
        await presets.set_topic(desk, row.id, named.get(fold_topic_name(topic)))
        await _publish_preset(desk, row, _flatten(one["examples"]))
    return len(found)


def _flatten(said: Mapping[str, list[str]]) -> list[str]:
    """Return the words of all languages."""
    return [one for some in said.values() for one in some]


async def _publish_preset(desk: Desk, row: PresetAnswer, examples: list[str]) -> None:
    """Publish the answer without the examples that are too short."""
    await presets.set_examples(desk, row.id, "\n".join(examples))
    try:
        await presets.publish_preset(desk, row.id, row.version)
    except Refused as refused:
        if refused.key == "preset-example-short":
            await _publish_preset(desk, row, [one for one in examples if one != refused.args_["example"]])
