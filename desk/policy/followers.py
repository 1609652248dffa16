"""Decides who gets new words of a ticket: by what they are, and by flags of the ticket and the moment. Pure.

`docs/internals/who-hears-what.md` is made of this table. What those who take part may hear at all is in
`who_is_told.py`; whether a chat makes a sound at this hour is for the notifier to know.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Said(StrEnum):
    """The kinds of new words. `AUTOMATIC`: an answer that a rule gives; `OFFERED`: the note of a preset answer that
    was offered; `REMARK`: a line of the desk's own."""

    COMMENT = "comment"
    SMALL_TALK = "small talk"
    ANSWER = "answer"
    AUTOMATIC = "automatic answer"
    DRAFT = "draft"
    NOTE = "note"
    OFFERED = "offered answer"
    REMARK = "remark"


class Receiver(StrEnum):
    """Those who may get words. `WRITERS`: who leads the organization and has written in the request; `COLLEAGUE`: the
    other one of a question between two of the team; `APPROVALS`: the messages that show answers waiting for
    approval."""

    REQUESTER = "requester"
    SHARED = "people it was shared with"
    WRITERS = "leaders who wrote in it"
    AGENT = "agent"
    COLLEAGUE = "colleague who was asked"
    APPROVALS = "drafts that wait"
    GROUP = "staff group"
    TOPIC = "topic"
    BOARD = "board"


class Flag(StrEnum):
    """The facts by which somebody is concerned; the values are sentences of the page."""

    AGENT = "it has an agent who neither wrote the words, nor has read them, nor is its requester"
    WORKPLACE = "the agent works in the staff group"
    LEADER = "a leader of the organization wrote it, and the requester has not read it"
    CHAT = "the requester has a chat, and has not read it elsewhere"
    SHARED = "it is open and was shared or merged"
    ORGANIZED = "it is an organization's"
    DRAFTS = "it has an agent, and answers have waited for approval"
    QUESTION = "it answers an entry"
    GROUP = "the staff group shows words, and has not read them"
    TOPIC = "it has a topic in the staff group, and was not written there"
    BOARD = "the board is on"
    FROM_BOARD = "it was written on the board"


class Sound(StrEnum):
    """The sound of words that arrive; there is none outside business hours unless the ticket is critical."""

    YES = "yes"
    NO = "no"
    AT_WORK = "if the agent works there"


@dataclass(frozen=True, slots=True)
class Follower:
    """One who gets words if all flags are there that it `needs`, and not the one `unless`. `at_once`: before more words
    may join."""

    to: Receiver
    needs: frozenset[Flag]
    unless: Flag | None = None
    sound: Sound = Sound.YES
    at_once: bool = False

    def follows(self, flags: Collection[Flag]) -> bool:
        """Return True if they get the words."""
        return self.needs <= set(flags) and self.unless not in flags


def _make(
    to: Receiver, *needs: Flag, unless: Flag | None = None, sound: Sound = Sound.YES, at_once: bool = False
) -> Follower:
    return Follower(to, frozenset(needs), unless, sound, at_once)


_BOARD = _make(Receiver.BOARD, Flag.BOARD, unless=Flag.FROM_BOARD, sound=Sound.NO)
_TOPIC = _make(Receiver.TOPIC, Flag.TOPIC, sound=Sound.NO)
_AGENT = _make(Receiver.AGENT, Flag.AGENT)
_IN_CHAT = _make(Receiver.REQUESTER, Flag.CHAT)

FOLLOWERS: dict[Said, tuple[Follower, ...]] = {
    Said.COMMENT: (
        _make(Receiver.AGENT, Flag.AGENT, unless=Flag.WORKPLACE),
        _make(Receiver.GROUP, Flag.GROUP, sound=Sound.AT_WORK),
        _make(Receiver.REQUESTER, Flag.LEADER),
        _BOARD,
        _make(Receiver.TOPIC, Flag.TOPIC, sound=Sound.AT_WORK),
        _make(Receiver.APPROVALS, Flag.DRAFTS, sound=Sound.NO),
    ),
    Said.SMALL_TALK: (_BOARD, _TOPIC),
    Said.ANSWER: (
        _IN_CHAT,
        _make(Receiver.SHARED, Flag.SHARED),
        _make(Receiver.WRITERS, Flag.ORGANIZED),
        _AGENT,
        _BOARD,
        _TOPIC,
    ),
    Said.AUTOMATIC: (_IN_CHAT, _AGENT, _BOARD, _TOPIC),
    Said.DRAFT: (_BOARD,),
    Said.NOTE: (
        _make(Receiver.AGENT, Flag.AGENT, at_once=True),
        _make(Receiver.COLLEAGUE, Flag.QUESTION, at_once=True),
        _BOARD,
        _TOPIC,
    ),
    Said.OFFERED: (_BOARD, _TOPIC),
    Said.REMARK: (_make(Receiver.BOARD, Flag.BOARD, sound=Sound.NO),),
}
"""Who gets which words, in the order in which they are sent; who is not here gets none."""


def list_followers(said: Said, flags: Collection[Flag]) -> list[Follower]:
    """Return who gets the words."""
    return [one for one in FOLLOWERS[said] if one.follows(flags)]
