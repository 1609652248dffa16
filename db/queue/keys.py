"""The keys of jobs. Jobs of one key of a box are done one after another, in the order they were stored; a job of
another key never waits for them.
"""

BOARD = "board"  # from Todoist: the one hint that the board has news
NOT_MADE = "make:"  # to Todoist, before a ticket's id: its task could not be made, and its card waits for nothing


def of_letters(person_id: int, ticket_id: int | None = None) -> str:
    """To Telegram: what a person is told of a ticket, or of no ticket. `letters_done` (db/sql) writes the same key."""
    return f"{person_id}" if ticket_id is None else f"{person_id}:{ticket_id}"


def of_mailings(person_id: int) -> str:
    """To Telegram: mailings for a person, beside what else is for them."""
    return f"mailing:{person_id}"


def of_card(ticket_id: int) -> str:
    """To Todoist: the card of a ticket and its comments."""
    return f"ticket:{ticket_id}"


def of_comment(comment_id: str) -> str:
    """To Todoist: a comment that could not be taken in, beside the card of its ticket."""
    return f"comment:{comment_id}"


def of_report(kind: str, person_id: int | None) -> str:
    """Reports of a kind for a person, or for nobody."""
    return f"{kind}:{person_id or 0}"


def of_webhooks(subscription_id: int, ticket_id: int | str = "") -> str:
    """To webhooks: what a subscription is told of a ticket; without one, the beginning of all its keys."""
    return f"{subscription_id}:{ticket_id}"


def share_of(key: str) -> str:
    """The subscription of a webhook's key."""
    return key.partition(":")[0]
