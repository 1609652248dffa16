"""Takes the reply to the question for a part of a topic."""

from desk import Desk
from desk.conversation.new_entry import IncomingMessage
from desk.outbox import Show
from desk.topics import editing, topic_settings


async def change_topic(desk: Desk, incoming: IncomingMessage, asked: str) -> Show:
    """Set a part of a topic (`topic:<part>:<id>`), or add a topic to a group, or a group (`topic:newgroup:0`)."""
    field, _, key = asked.partition(":")
    category, text = int(key), incoming.words.text
    screen = {"keywords": "keywords", "question": "questions"}.get(field, "names")
    if field in ("new", "newgroup"):
        is_group = field == "newgroup"
        category = await editing.add_category(desk, text, group=category or None, is_group=is_group)
        screen = "one"
    elif field == "keywords":
        await topic_settings.set_keywords(desk, category, text)
    elif field == "question":
        await topic_settings.put_question(desk, category, text)
    else:
        await editing.rename_category(desk, category, text, field)
    return Show("topic", slot="categories", find=f"{screen}:{category}", fresh=True, note="setting-set")
