"""Scenes with answers kept ready: a key written under a task, and one called in Telegram, looked at and sent."""

from __future__ import annotations

from collections import Counter

from tests.chaos.cast import KEY, MAX, NORA, buttons
from tests.chaos.company import Company, MissedError

_BECAME = """
select e.kind from board_comments c join entries e on e.id = c.entry_id where c.comment_id = :comment
"""
_SENT = "select 1 from prepared_answers where id = :id and entry_id is not null"
_SEND = "canned_send:"


class CannedScenes(Company):
    """Max's ticket; Boris on the board, Nora in Telegram."""

    played: Counter[str]

    async def key_on_the_board(self) -> None:
        """A comment that is only a key, and is changed as soon as it stands there."""
        number = await self.ready(MAX)
        task = next((one for one in self.city.tasks() if one["content"].startswith(f"#{number} ")), None)
        if task is None:
            raise MissedError(f"#{number} has no task yet")
        by = {"as": self.cast.board["Boris"]}
        comment = await self.city.todoist.do("comment/add", **by, task_id=task["id"], content=f"**!{KEY.upper()}**")
        self.ledger.keys.append(str(comment["id"]))
        became = await self.sees(lambda: self.row(_BECAME, comment=str(comment["id"])), "the key is read")
        if became["kind"] != "reply":
            self.ledger.complaints.append(f"the key in comment {comment['id']} became a {became['kind']}")
        await self.city.todoist.do("comment/update", **by, id=comment["id"], content="It said something else once")
        self.played["key on the board"] += 1

    async def canned_answer(self) -> None:
        """Called as a reply to the ticket's message, sent by two presses at once."""
        number = await self.ready(MAX)
        card = await self.until(lambda: self.button(NORA, f"release:{number}"), "Nora has the card")
        before = self._previews()
        await self.writes(NORA, f"!{KEY}", to=int(card["message_id"]))
        (send, *_) = await self.until(lambda: self._previews() - before, "the answer is shown")
        shown = self.button(NORA, send)
        if shown is None:
            raise MissedError("the answer went away")
        for _ in range(2):
            await self.city.try_to(self.city.telegram, "press", person=NORA, message_id=shown["message_id"], data=send)
        await self.sees(lambda: self.row(_SENT, id=int(send.removeprefix(_SEND))), "the answer is sent")
        self.played["canned answer"] += 1

    def _previews(self) -> set[str]:
        found = (data for one in self.city.from_bot(NORA) for data in buttons(one))
        return {data for data in found if data.startswith(_SEND)}
