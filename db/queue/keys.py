"""The keys of jobs. Jobs of one key of a box are done one after another, in the order they were stored; a job of
another key never waits for them."""

import re

_PERSON = re.compile(r"[0-9]{1,18}", re.ASCII)
BOARD = "board"  # from Todoist: the one hint that the board has changed
NOT_MADE = "make:"  # to Todoist, before a ticket's id: its task could not be made
UPLOAD = "upload:"  # to Todoist, before a hash of its address: an uploaded file is to be deleted


def make_letter_key(person_id: int, ticket_id: int | None = None) -> str:
    """Return the key to Telegram for messages to a person about a ticket, or about none. `letters_done` (db/sql) writes
    the same key."""
    return f"{person_id}" if ticket_id is None else f"{person_id}:{ticket_id}"


def make_words_key(group_id: int) -> str:
    """Return the key to Telegram for what people say and are told in the staff group, apart from its cards.
    `letters_done` (db/sql) writes the same key."""
    return f"{group_id}:words"


def make_announcement_key(person_id: int) -> str:
    """Return the key to Telegram for announcements to a person, separate from other messages to them."""
    return f"mailing:{person_id}"


def make_card_key(ticket_id: int) -> str:
    """Return the key to Todoist for a ticket's card and its comments."""
    return f"ticket:{ticket_id}"


def make_comment_key(comment_id: str) -> str:
    """Return the key to Todoist for a comment that could not be applied, separate from its ticket's card."""
    return f"comment:{comment_id}"


def make_report_key(kind: str, person_id: int | None) -> str:
    """Return the key for reports of a kind for a person, or for no one."""
    return f"{kind}:{person_id or 0}"


def make_account_key(person_id: int) -> str:
    """Return the key for requests for a person's account data."""
    return f"{person_id}"


def make_gateway_key(person_id: int, *, by_mail: bool = False) -> str:
    """Return the key for SMS and calls to a member of staff, or for e-mails that wake them."""
    return f"staff:{person_id}" if by_mail else f"{person_id}"


def make_browser_key(person_id: int, session_id: int) -> str:
    """Return the key for alerts in one browser of theirs, which waits for no gateway."""
    return f"{person_id}:{session_id}"


def make_webhook_key(subscription_id: int, ticket_id: int | str = "") -> str:
    """Return the key to webhooks for a subscription's events about a ticket; without a ticket, the prefix of all its
    keys."""
    return f"{subscription_id}:{ticket_id}"


def make_crm_key(kind: str, own_id: int) -> str:
    """Return the key to the CRM for a record and what belongs to it: a request's messages have the request's key."""
    return f"{kind}:{own_id}"


def get_share(key: str) -> str:
    """Return the subscription of a webhook's key."""
    return key.partition(":")[0]


def get_receiver(key: str) -> str:
    """Return the person of a key to Telegram (`job_key_share` in db/sql)."""
    found = _PERSON.search(key)
    return found[0] if found is not None else key
