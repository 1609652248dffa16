"""The tree offered to a desk without topics: five groups of five, in both languages, each topic with keywords."""

from desk import Desk, Outdated, history
from desk.i18n import LANGUAGES, catalog
from desk.tickets.topic_names import fold_topic_name
from desk.topics import keywords as topic_keywords
from desk.topics.editing import OFFERED, add_row, begin_change, load_rows, remove_row


def list_offered(language: str) -> list[tuple[str, list[str]]]:
    """Return the groups and their topics, named in a language."""
    return [(_name(language, group), [_name(language, one) for one in topics]) for group, topics in OFFERED.items()]


def get_offered_keywords(key: str) -> tuple[str, ...]:
    """Return the keywords of an offered topic, of all languages."""
    said = (catalog.say(language, f"offered-words-{key}") for language in LANGUAGES)
    return tuple(dict.fromkeys(word for line in said for word in topic_keywords.parse_keywords(line)))


async def add_offered(desk: Desk) -> None:
    """Add the whole tree. Raises NotAllowed, Outdated if there are topics already."""
    await begin_change(desk)
    if await load_rows(desk.session):
        raise Outdated
    for group, topics in OFFERED.items():
        made = await add_row(desk, _name(desk.rules.locale, group), names=_names(group), is_group=True)
        for one in topics:
            name = _name(desk.rules.locale, one)
            await add_row(desk, name, names=_names(one), group=made.id, keywords=get_offered_keywords(one))
    history.record_action(desk, "topics-offered", "desk:topics")


async def remove_offered(desk: Desk) -> None:
    """Remove the topics that still have their offered names, and groups that are empty then. Raises NotAllowed."""
    await begin_change(desk)
    names = {
        fold_topic_name(_name(desk.rules.locale, one)) for group in OFFERED.items() for one in (group[0], *group[1])
    }
    offered = [one for one in await load_rows(desk.session) if one.folded in names]
    for one in (one for one in offered if not one.is_group):
        await remove_row(desk, one.id)
    held = {one.parent_id for one in await load_rows(desk.session)}
    for one in (one for one in offered if one.is_group and one.id not in held):
        await remove_row(desk, one.id)
    history.record_action(desk, "topics-taken-back", "desk:topics")


def _names(key: str) -> dict[str, str]:
    return {language: _name(language, key) for language in LANGUAGES}


def _name(language: str, key: str) -> str:
    return catalog.say(language, f"offered-topic-{key}")
