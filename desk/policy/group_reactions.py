"""The reactions by which an agent can make a request of a message in a group, by the names that the setting stores.

Only these kinds of emoji may be reactions without Telegram Premium (Bot API, ReactionTypeEmoji, read 2026-11); a ticket
is not one of them.
"""

REACTIONS = {"none": "", "writing": "✍", "eyes": "👀", "lightning": "⚡", "cool": "🆒"}
_VARIANT = "\ufe0f"  # some apps add it; Telegram's list has none


def is_chosen(emoji: str, name: str) -> bool:
    """Return True if this emoji is the reaction with that name."""
    return bool(REACTIONS.get(name)) and emoji.replace(_VARIANT, "") == REACTIONS[name]
