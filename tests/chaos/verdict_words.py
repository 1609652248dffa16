"""Is every word where it belongs, once, in order, and nowhere it must not be? Knows the contract, not the code."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from desk.people.call_chats import is_call_chat
from desk.people.chat_ids import is_own_chat
from tests.chaos.city import FORUM, City
from tests.chaos.facts import Facts
from tests.chaos.further_doors import count_there
from tests.chaos.ledger import Ledger, Means, Word, marks

Row = dict[str, Any]
_Author = tuple[int | str, int | None]  # and the group in which they wrote, None: in their own chat or on the board
_NUMBERED = re.compile(r"^#(\d+) ")
_RELAY = re.compile(r"(?:// )?#(\d+) · ")
_KINDS = {Means.ASKED: "comment", Means.ANSWERED: "reply", Means.NOTED: "note"}


@dataclass(slots=True)
class Words:
    """The words of a day against what the desk, the chats and the board hold."""

    city: City
    ledger: Ledger
    facts: Facts
    doubled: int = 0
    _relayed: dict[int, list[tuple[str, str]]] = field(default_factory=dict)

    def complaints(self) -> Iterator[str]:
        """Everything that is not as promised."""
        for word in self.ledger.words:
            found = self.facts.entries_with(word.mark)
            if len(found) != 1:
                yield f"{word}: in {len(found)} entries, {[(row['id'], row['body'][:40]) for row in found]}"
            elif word.mark in self.ledger.taken_back:
                yield from self._nowhere(word, found[0])
            else:
                yield from self._one(word, found[0])
                yield from self._for_each_of_many(word, found[0])
        yield from self._order()
        yield from self._secrets()
        for chat in [*self.city.telegram_world.people, *self._groups, FORUM]:
            yield from self._doubled(chat)
        if self.doubled > self.facts.repeats:
            yield f"{self.doubled} words arrived twice, {self.facts.repeats} sends were repeated"

    def _for_each_of_many(self, word: Word, entry: Row) -> Iterator[str]:
        """An answer to many is each one's own: in their chat under their number, and in nobody's under another's."""
        copies = [row for row in self.facts.all_with(word.mark) if row["also_of_id"] not in (None, row["id"])]
        if len({row["ticket_id"] for row in [entry, *copies]}) != 1 + len(copies):
            yield f"{word}: said twice on one ticket"
        for copy in copies:
            ticket = self.facts.tickets[copy["ticket_id"]]
            requester = self.facts.people[ticket["requester_id"]]
            if requester["telegram_id"] and requester["id"] != copy["author_id"]:
                yield from self._must_have(word, requester, ticket)

    def _doubled(self, person: int) -> Iterator[str]:
        """What somebody got twice was begun again, knowing that it might; in the calm nothing was."""
        for (number, mark), n in Counter(self.relayed(person)).items():
            self.doubled += n - 1
            entries = self.facts.all_with(mark)
            counted = sum(self.facts.counted(entry, person) for entry in entries)
            if n - 1 > counted or (n > 1 and mark in self.ledger.once):
                yield f"{mark}: {n} times in the chat of {person} (#{number}), {counted} repeats counted"

    def _nowhere(self, word: Word, entry: Row) -> Iterator[str]:
        """What was taken back stands on no board and in nobody's chat."""
        shown = [c["content"] for c in self.city.service.world.notes.rows.values() if not c["is_deleted"]]
        described = [task["description"] for task in self.city.tasks()]
        left = [text[:60] for text in [*shown, *described] if word.mark in marks(text)]
        chats = [p for p in self.city.telegram_world.people if any(word.mark == mark for _, mark in self.relayed(p))]
        if entry["withdrawn_at"] is None or left or chats:
            yield f"{word}: taken back ({entry['withdrawn_at']}), but on the board {left}, in the chats of {chats}"

    @property
    def _groups(self) -> dict[int, list[int]]:
        """All ids that each group has had, by the newest."""
        return {ids[-1]: ids for ids in self.ledger.team.groups}

    def relayed(self, person: int) -> list[tuple[str, str]]:
        """Number of the ticket and mark of every word that was passed on into a chat, in order."""
        if person not in self._relayed:
            chats = self._groups.get(person, [person])
            texts = [str(one.get("text", one.get("caption", ""))) for chat in chats for one in self.city.from_bot(chat)]
            found = [(heading.group(1), text) for text in texts if (heading := _RELAY.match(text))]
            self._relayed[person] = [(number, mark) for number, text in found for mark in marks(text)]
        return self._relayed[person]

    def _one(self, word: Word, entry: Row) -> Iterator[str]:
        author = self.facts.person(word.by)
        if entry["author_id"] != author["id"]:
            yield f"{word}: is said to be by {entry['author_name']}"
        ticket = self.facts.tickets.get(entry["ticket_id"])
        if ticket is None:
            yield from self._without_ticket(word, entry)
            return
        own = ticket["requester_id"] == author["id"]
        inside = word.means is Means.NOTED and word.task is not None  # a // on the board stays there, whoever asked
        if entry["kind"] != ("comment" if own and not inside else _KINDS[word.means]) and entry["asked"] is None:
            yield f"{word}: became a {entry['kind']}"
        if word.means is Means.ASKED and not own:
            yield f"{word}: went to somebody else's ticket #{ticket['number']}"
        yield from self._right_ticket(word, entry, ticket)
        yield from self._as_edited(word, entry, ticket)
        yield from self._arrived(word, entry, ticket)
        yield from self._on_board(word, entry, ticket)

    def _as_edited(self, word: Word, entry: Row, ticket: Row) -> Iterator[str]:
        """An edit has reached both sides; of several messages that became one entry, none can be edited."""
        ending = self.ledger.edited.get(word.mark)
        alone = sum(row["entry_id"] == entry["id"] and row["kind"] == "said" for row in self.facts.rows["messages"]) < 2
        if ending is None or not alone or entry["asked"] is not None:
            return
        shown = [c["content"] for c in self.city.service.world.notes.rows.values() if word.mark in marks(c["content"])]
        if ending not in entry["body"] or any(ending not in one for one in shown):
            yield f"{word}: edited to end with {ending!r}, but it is {entry['body']!r}, on the board {shown}"

    def _without_ticket(self, word: Word, entry: Row) -> Iterator[str]:
        """A rating's word stands in the remark of the stars. Staff's words that replied to a message the desk does not
        know wait unsent, when there is nowhere to send them. Everything else has a ticket by now."""
        found = [c for c in self.city.service.world.notes.rows.values() if word.mark in marks(c["content"])]
        if entry["asked"] == "rating_word":
            if len(found) > 1:
                yield f"{word}: a rating's word, {len(found)} times on the board"
            return
        known = word.to is not None and self.facts.ticket_of_message(word.chat, word.to) is not None
        if entry["asked"] != "where_to" or known:
            yield f"{word}: waits under a question {entry['asked']}"

    def _right_ticket(self, word: Word, entry: Row, ticket: Row) -> Iterator[str]:
        if word.task is not None:
            expected = next((c["ticket_id"] for c in self.facts.rows["cards"] if c["task_id"] == word.task), None)
        elif word.to is not None and isinstance(word.by, int):
            expected = self.facts.ticket_of_message(word.chat, word.to)
        else:
            return
        moved = entry["asked"] is not None or self._began_anew(entry, expected) or self._split_later(entry, expected)
        moved = moved or (word.to is not None and self._has_answered_words(word, ticket))
        if expected is not None and ticket["id"] not in self.facts.leads_to(expected) and not moved:
            yield f"{word}: was for ticket id {expected}, went to #{ticket['number']}"

    def _began_anew(self, entry: Row, expected: int | None) -> bool:
        """Whether these words, or those they joined, were for a ticket that had ended: the next one names it."""
        named = f"#{self.facts.tickets[expected]['number']}:" if expected is not None else "#"
        same = [row for row in self.facts.rows["entries"] if row["ticket_id"] == entry["ticket_id"]]
        return any(row["author_id"] == entry["author_id"] and row["body"].startswith(named) for row in same)

    def _has_answered_words(self, word: Word, ticket: Row) -> bool:
        """Whether the words that were replied to are in this ticket now: their author moved them to it."""
        shown = {
            r["entry_id"]
            for r in self.facts.rows["messages"]
            if (r["chat_id"], r["message_id"]) == (word.chat, word.to)
        }
        return any(e["id"] in shown and e["ticket_id"] == ticket["id"] for e in self.facts.rows["entries"])

    def _split_later(self, entry: Row, expected: int | None) -> bool:
        """Whether the request that these words replied to became a ticket of its own only after them."""
        named = f"#{self.facts.tickets[expected]['number']}" if expected is not None else None
        split = (row for row in self.facts.rows["history"] if row["field"] == "split" and row["new"] == named)
        return any(row["at"] > entry["created_at"] for row in split)

    def _arrived(self, word: Word, entry: Row, ticket: Row) -> Iterator[str]:
        requester = self.facts.people[ticket["requester_id"]]
        if entry["kind"] == "reply" and requester["telegram_id"] and requester["id"] != entry["author_id"]:
            yield from self._must_have(word, requester, ticket)
        if entry["kind"] == "comment" and entry["created_at"] <= (ticket["filed_at"] or entry["created_at"]):
            return  # part of the request: everybody's card shows it
        assignee = self.facts.steady_assignee(entry)
        apart = (
            assignee is None or assignee["id"] in (entry["author_id"], requester["id"]) or not assignee["telegram_id"]
        )
        if not apart and entry["asked"] is None and not entry["small_talk"]:
            yield from self._must_have(word, assignee, ticket)

    def _must_have(self, word: Word, person: Row | None, ticket: Row) -> Iterator[str]:
        assert person is not None
        group = self.facts.people.get(ticket["intake_group_id"])
        to = group if group is not None and person["id"] == ticket["requester_id"] else person
        if is_own_chat(to["telegram_id"]) or is_call_chat(to["telegram_id"]):
            yield from self._said_once_there(word, to)
            return
        if (str(ticket["number"]), word.mark) not in self.relayed(to["telegram_id"]):
            yield f"{word}: never reached {to['name']} (#{ticket['number']})"

    def _said_once_there(self, word: Word, to: Row) -> Iterator[str]:
        """Where the bot has no chat of its own, it says a word once, or has counted that it began again."""
        n = count_there(self.city, word.mark)
        counted = sum(self.facts.counted(entry, to["telegram_id"]) for entry in self.facts.all_with(word.mark))
        if not 1 <= n <= 1 + counted:
            yield f"{word}: {n} times where {to['name']} reads, {counted} repeats counted"

    def _on_board(self, word: Word, entry: Row, ticket: Row) -> Iterator[str]:
        tasks = [one for one in self.city.tasks() if one["content"].startswith(f"#{ticket['number']} ")]
        if not tasks:
            return  # it ended before its task was made, or was never filed: the board's own check looks after that
        comments = [c["content"] for c in self.city.service.world.notes.rows.values() if not c["is_deleted"]]
        here = [c["content"] for c in self.city.comments(tasks[0]["id"])]
        everywhere, under = (sum(word.mark in marks(text) for text in texts) for texts in (comments, here))
        described = word.mark in marks(tasks[0]["description"])
        others = self._on_others(word, entry)
        if others is None or everywhere != under + others or under + described != 1:
            where = f"{under} comments under #{ticket['number']} of {everywhere}, in its description: {described}"
            yield f"{word}: in {where}"
        note = [text for text in here if word.mark in marks(text) and not text.lstrip().startswith("//")]
        if entry["kind"] == "note" and note:
            yield f"{word}: a note, but on the board without its mark"

    def _on_others(self, word: Word, entry: Row) -> int | None:
        """How many comments hold it under other tasks: of the tickets that got the same answer, one each; of a merged
        ticket, where it was written. None: it is missing under one."""
        tasks = {number: one["id"] for one in self.city.tasks() for number in _NUMBERED.findall(one["content"])}
        copies = [row for row in self.facts.all_with(word.mark) if row["also_of_id"] not in (None, row["id"])]
        for copy in copies:
            here = self.city.comments(tasks.get(str(self.facts.tickets[copy["ticket_id"]]["number"]), ""))
            if sum(word.mark in marks(one["content"]) for one in here) != 1:
                return None
        written = next((c["ticket_id"] for c in self.facts.rows["cards"] if c["task_id"] == word.task), None)
        return len(copies) + (written not in (None, entry["ticket_id"]))

    def _secrets(self) -> Iterator[str]:
        """No note reaches a requester, in whatever form."""
        notes = {word.mark for word in self.ledger.words if word.means is Means.NOTED}
        yield from (f"the note {mark} was shown at another door" for mark in notes if count_there(self.city, mark))
        ids = {self.facts.people[t["requester_id"]]["telegram_id"] for t in self.facts.tickets.values()}
        requesters = {one for one in ids if not is_own_chat(one)}
        for person in [*requesters, *(chat for ids in self.ledger.team.groups for chat in ids)]:
            staff = person is None or (person > 0 and self.facts.person(person)["role"] != "requester")
            for message in [] if staff else self.city.from_bot(person):
                if seen := notes.intersection(marks(str(message.get("text", message.get("caption", ""))))):
                    yield f"the notes {seen} were shown to {person}"

    def _order(self) -> Iterator[str]:
        """One author's words in one ticket, written in one chat, arrive in that order; those asked about, later; an
        answer that was given to others too came there when that was pressed, and what was written under the task of a
        merged ticket when the board was read."""
        asked = {m for row in self.facts.rows["entries"] if row["asked"] for m in marks(row["body"])}
        authors = {word.mark: (word.by, word.there) for word in self.ledger.words if word.mark not in asked}
        under = {word.mark: word.task for word in self.ledger.words}
        given = self._given_too()
        for person in [*self.city.telegram_world.people, FORUM]:
            found = [one for one in self.relayed(person) if one not in given]
            yield from _in_order(found, authors, f"in the chat of {person}")
        for task in self.city.tasks():
            numbers = _NUMBERED.findall(task["content"])
            comments = (m for one in self.city.comments(task["id"]) for m in marks(one["content"]))
            said = [m for m in comments if under.get(m) in (None, task["id"])]
            found = [(task["content"], m) for m in said if not given.intersection((number, m) for number in numbers)]
            yield from _in_order(found, authors, "on the board")

    def _given_too(self) -> set[tuple[str, str]]:
        """Number and mark of each answer on a ticket that it was not written to."""
        copies = [row for row in self.facts.rows["entries"] if row["also_of_id"] not in (None, row["id"])]
        return {
            (str(self.facts.tickets[row["ticket_id"]]["number"]), mark) for row in copies for mark in marks(row["body"])
        }


def _in_order(found: list[tuple[str, str]], authors: dict[str, _Author], where: str) -> Iterator[str]:
    by: dict[tuple[str, _Author], list[int]] = defaultdict(list)
    for ticket, mark in dict.fromkeys(found):
        if mark in authors:
            by[ticket, authors[mark]].append(int(mark[1:-1]))
    for (ticket, (author, _)), numbers in by.items():
        if numbers != sorted(numbers):
            yield f"{where}, {ticket}: the words of {author} are out of order: {numbers}"
