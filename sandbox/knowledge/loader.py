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
    """Add the offered topics, and the questions of some of them, unless the desk has topics."""
    if await editing.load_rows(desk.session):
        return 0
    await offered_topics.add_offered(desk)
    named = await _find_topics(desk)
    for key, questions in QUESTIONS.items():
        for language in LANGUAGES:
            typed = "\n".join(f"{question}: {said[language]}" for question, said in questions)
            await editing.set_questions(desk, named[key], language, typed)
    return len(named)


async def _find_topics(desk: Desk) -> dict[str, int]:
    """Return the ids of the desk's topics by the keys by which they are offered."""
    named = {one.folded: one.id for one in await editing.load_rows(desk.session) if not one.is_group}
    keys = {fold_topic_name(_get_topic_names(key)[desk.rules.locale]): key for key in _KEYS}
    return {keys[name]: found for name, found in named.items() if name in keys}


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
    topics = await _find_topics(desk)
    leads |= {key: topics[key] for key in QUESTIONS if key in topics}
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
    topics = await _find_topics(desk)
    found = json.loads(PRESETS.read_text("utf-8"))
    for one in found:
        row = await presets.begin_preset(desk, one["title"][desk.rules.locale])
        await presets.set_keywords(desk, row.id, ", ".join(_flatten(one["keywords"])))
        for language, said in one["text"].items():
            await presets.set_text(desk, row.id, language, RichText(said))
        await presets.set_topic(desk, row.id, topics.get(one["topic"].replace("_", "-")))
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
