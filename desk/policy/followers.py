"""Decides who gets new words of a ticket. Pure.

`docs/internals/who-hears-what.md` is made of this table and the docstrings here. What those who take part may hear at
all is in `who_is_told.py`, when a phone sounds for the team in `desk/sla/sounds.py`.
"""

from enum import StrEnum


class NewWords(StrEnum):
    """The kinds of new words. `AUTOMATIC`: an answer of a rule; `OFFERED`: a preset answer that was offered; `REMARK`:
    a line of the desk's own."""

    COMMENT = "comment"
    SMALL_TALK = "small talk"
    ANSWER = "answer"
    AUTOMATIC = "automatic"
    DRAFT = "draft"
    NOTE = "note"
    OFFERED = "offered"
    REMARK = "remark"


class Follower(StrEnum):
    """The followers of words. Each of them gets some only if a fact of the ticket or the moment is so.

    - `requester`: the answer goes to their chat; or who leads their organization wrote the comment.
    - `shared`: it is open, and others were let in by a link, or it has merged requests.
    - `leaders`: it is an organization's, and they have written in it since it was last opened.
    - `agent`: it has one, to whom the words are new, and who does not work on it in the staff group.
    - `colleague`: the note answers an entry that was a question between the two.
    - `drafts`: it has an agent, and answers wait for approval; the messages that show them are edited.
    - `group`: the staff group shows words. They make a sound there only if the agent works on it there.
    - `topic`: the request has one there, and the words were not written there. It sounds as in the group.
    - `board`: it is on, and has not got them yet.
    """

    REQUESTER = "requester"
    SHARED = "shared"
    LEADERS = "leaders"
    AGENT = "agent"
    COLLEAGUE = "colleague"
    DRAFTS = "drafts"
    GROUP = "group"
    TOPIC = "topic"
    BOARD = "board"


FOLLOWERS: dict[NewWords, tuple[Follower, ...]] = {
    NewWords.COMMENT: (
        Follower.AGENT, Follower.GROUP, Follower.REQUESTER, Follower.BOARD, Follower.TOPIC, Follower.DRAFTS
    ),
    NewWords.SMALL_TALK: (Follower.BOARD, Follower.TOPIC),
    NewWords.ANSWER: (
        Follower.REQUESTER, Follower.SHARED, Follower.LEADERS, Follower.AGENT, Follower.BOARD, Follower.TOPIC
    ),
    NewWords.AUTOMATIC: (Follower.REQUESTER, Follower.AGENT, Follower.BOARD, Follower.TOPIC),
    NewWords.DRAFT: (Follower.BOARD,),
    NewWords.NOTE: (Follower.AGENT, Follower.COLLEAGUE, Follower.BOARD, Follower.TOPIC),
    NewWords.OFFERED: (Follower.BOARD, Follower.TOPIC),
    NewWords.REMARK: (Follower.BOARD,),
}  # fmt: skip
"""Who gets which words, in the order in which they are sent; who is not here gets none."""
