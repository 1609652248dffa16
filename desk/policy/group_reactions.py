"""The reaction by which an agent makes a request of a message in a group."""

REACTION = "✍"
"""One of the emoji that may be reactions without Telegram Premium (Bot API, ReactionTypeEmoji, read 2026-11); a ticket
is not one of them."""
_VARIANT = "\ufe0f"  # some apps add it; Telegram's list has none


def is_chosen(emoji: str) -> bool:
    """Return True if this emoji is that reaction."""
    return emoji.replace(_VARIANT, "") == REACTION
