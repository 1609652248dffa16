"""Inputs no person would send: updates bent out of shape, forged presses, links and commands. Seeded, so that a failing
one can be had again."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

from tests.flows.fuzz_words import (
    ADDRESSES,
    BEHIND,
    COMMANDS,
    JUNK,
    NUMBERS,
    PARTS,
    PRESSES,
    REPEATED,
    SLASHES,
    STARTS,
    TEXTS,
    WITH_WORDS,
    WORDY,
)

LONGEST = 4096
LONGEST_CAPTION = 1024
LONGEST_COMMENT = 15_000


class Fuzz:
    """A stream of raw updates that pretend to come from one of `people`, in private and in the `group` if there is one;
    no two runs of a seed differ."""

    def __init__(self, seed: int, people: list[int], messages: int, group: int | None = None) -> None:
        self._dice = random.Random(seed)
        self._people = people
        self._messages = messages
        self._group = group
        self._next = 100_000
        self._sent: list[dict[str, Any]] = []

    def updates(self, count: int) -> Iterator[str]:
        """So many updates as the inside of a JSON object."""
        makers = (
            *(self._bent, self._press, self._press, self._command, self._command, self._link, self._text, self._raw)
            * 2,
            *(self._long, self._wordy, self._caption, self._edit, self._take_back, self._deep),
            *(self._nested, self._nested, *((self._grouped,) * 3 if self._group is not None else ())),
        )
        for _ in range(count):
            yield json.dumps(self._dice.choice(makers)())[1:-1]

    def _message(self, text: str) -> dict[str, Any]:
        person = self._dice.choice(self._people)
        self._next += 1
        made: dict[str, Any] = {
            "message_id": self._next,
            "date": 1_700_000_000,
            "chat": {"id": person, "type": "private"},
            "from": {"id": person, "is_bot": False, "first_name": self._dice.choice(("F", "<b>F</b>", "F\x00"))},
            "text": text,
        }
        if self._dice.random() < 0.3:
            replied = {"message_id": self._dice.randrange(1, self._messages), "date": 1, "chat": made["chat"]}
            made["reply_to_message"] = {**replied, "text": "?"}
        self._sent = [*self._sent[-50:], made]
        return made

    def long_text(self, most: int) -> str:
        """One to three things repeated, in about so many UTF-16 units in all."""
        seeds = self._dice.sample(REPEATED, self._dice.randrange(1, 4))
        each = most // len(seeds) - 2
        return "".join(seed * (each // (len(seed.encode("utf-16-le", "surrogatepass")) // 2)) for seed in seeds)

    def _long(self) -> dict[str, Any]:
        return {"message": self._message(self.long_text(LONGEST))}

    def _wordy(self) -> dict[str, Any]:
        return {"message": self._message(f"/{self._dice.choice(WORDY)} {self.long_text(LONGEST - 20)}")}

    def _caption(self) -> dict[str, Any]:
        made = self._message("")
        del made["text"]
        kind = self._dice.choice(("document", "voice", "video"))
        file = {"file_id": f"f{self._next}", "file_unique_id": f"u{self._next}", "file_size": 1, "duration": 1}
        file |= {"width": 1, "height": 1, "file_name": self.long_text(300)}
        made |= {kind: file, "caption": self.long_text(LONGEST_CAPTION)}
        return {"message": made}

    def _edit(self) -> dict[str, Any]:
        """Something said before says something else."""
        before = self._dice.choice(self._sent or [self._message("?")])
        text = self._dice.choice((self.long_text(LONGEST), *TEXTS))
        return {"edited_message": {**before, "edit_date": 1_700_000_100, **self._worded(before, text)}}

    def _worded(self, before: dict[str, Any], text: str) -> dict[str, Any]:
        return {"text": text} if "text" in before else {"caption": text[:LONGEST_CAPTION]}

    def _take_back(self) -> dict[str, Any]:
        made, before = self._message("/delete"), self._dice.choice(self._sent)
        if before["chat"]["id"] == made["chat"]["id"]:
            made["reply_to_message"] = {n: v for n, v in before.items() if n != "reply_to_message"}
        return {"message": made}

    def _nested(self) -> dict[str, Any]:
        """A message, sent or edited, with one to three parts that nobody can read, or only in part."""
        made = self._message(self._dice.choice(TEXTS)) if self._dice.random() < 0.5 else self._caption()["message"]
        return {self._dice.choice(("message", "message", "edited_message")): self._add_parts(made)}

    def _add_parts(self, made: dict[str, Any]) -> dict[str, Any]:
        for part in self._dice.sample(PARTS, self._dice.randrange(1, 4)):
            broken = copy.deepcopy(self._dice.choice(JUNK))
            whole = {"type": "user", "date": 1, "message_id": self._next, "sender_user": broken, "chat": made["chat"]}
            shapes = (broken, {}, {"type": "never_heard"}, [broken, {}], {**whole, "text": broken}, {"type": broken})
            made = {**made, part: self._dice.choice(shapes)}
        return made

    def _grouped(self) -> dict[str, Any]:
        """What is said in a group, names the bot or not, and may be bent."""
        made = self._message(self._dice.choice(("@pulldesk_demo_bot ", "/ticket ", "/delete", "", "/")))
        made["text"] += self._dice.choice(("", *TEXTS))
        made["chat"] = {"id": self._group, "type": "group", "title": "Fuzz"}
        made |= {"entities": [{"type": "mention", "offset": 0, "length": 18}]} if made["text"].startswith("@") else {}
        if "reply_to_message" in made:
            made["reply_to_message"] |= {"chat": made["chat"], "from": made["from"]}
        made |= {"message_thread_id": 7, "is_topic_message": True} if self._dice.random() < 0.2 else {}
        made = self._add_parts(made) if self._dice.random() < 0.4 else made
        self._sent[-1] = made
        edited = {"edited_message": {**made, "edit_date": 1_700_000_100}}
        return edited if self._dice.random() < 0.2 else {"message": made}

    def _deep(self) -> dict[str, Any]:
        """Texts within texts of a rich message, as deep as Telegram lets them be."""
        inner: Any = "deep"
        for _ in range(16):
            inner = {"type": self._dice.choice(("bold", "italic", "unheard")), "text": inner}
        return {
            "message": {**self._message("deep"), "rich_message": {"blocks": [{"type": "paragraph", "text": inner}]}}
        }

    def slashes(self, count: int, canary: str, replied: list[int]) -> Iterator[str]:
        """What somebody on the team types behind a slash: commands, known and mistyped, their other names, paths;
        alone, as a reply to one of `replied`, as a caption, as an edit. Each holds `canary`."""
        for _ in range(count):
            text = f"{self._dice.choice(SLASHES)}{self._slashed()}{self._dice.choice(BEHIND)}{canary}"
            made = self._said(text, replied)
            if self._dice.random() < 0.2:
                size = {"file_id": f"f{self._next}", "file_unique_id": f"u{self._next}", "width": 1, "height": 1}
                made |= {"photo": [size], "caption": made.pop("text")}
                made |= {"media_group_id": "42"} if self._dice.random() < 0.5 else {}
            yield json.dumps({"message": made})[1:-1]
            if self._dice.random() < 0.5:
                plain = self._said("An answer, or words that go nowhere yet", replied)
                yield json.dumps({"message": plain})[1:-1]
                yield json.dumps({"edited_message": {**plain, "edit_date": 1_700_000_100, "text": text}})[1:-1]

    def _said(self, text: str, replied: list[int]) -> dict[str, Any]:
        made = self._message(text)
        made.pop("reply_to_message", None)
        if self._dice.random() < 0.6:
            to = {"message_id": self._dice.choice(replied), "date": 1, "chat": made["chat"], "text": "?"}
            made["reply_to_message"] = to
        return made

    def _slashed(self) -> str:
        name = self._dice.choice((*COMMANDS, "take", "close", "done", "assign", "search", "var/log", ""))
        at = self._dice.randrange(len(name) + 1)
        made = self._dice.choice((name, name[:at] + name[at + 1 :], name[:at] + "x" + name[at:], name.upper()))
        return made[:-1] if made.lower() in WITH_WORDS else made

    def former(self, said: list[dict[str, Any]], count: int) -> Iterator[str]:
        """Edits of what somebody once said, and attempts to take it back; `said`: those messages as they were sent."""
        for _ in range(count):
            self._sent = said
            yield json.dumps(self._dice.choice((self._edit, self._take_back))())[1:-1]

    def comments(self, count: int, board: str) -> Iterator[dict[str, Any]]:
        """What a collaborator may write under a task by the interface: words, and what it says its file is."""
        for _ in range(count):
            made: dict[str, Any] = {"content": self._storable(self._dice.choice((300, LONGEST, LONGEST_COMMENT)))}
            if self._dice.random() < 0.4:
                made["file_attachment"] = self._attachment(board)
            yield made

    def titles(self, count: int) -> Iterator[str]:
        """What somebody may call a task."""
        for _ in range(count):
            yield self._storable(480)

    def _storable(self, most: int) -> str:
        """A long text that Todoist takes: not empty, and Unicode."""
        return self.long_text(most).replace("\x00", "").encode("utf-8", "ignore").decode() + "."

    def _attachment(self, board: str) -> dict[str, Any]:
        address = self._dice.choice(ADDRESSES).replace("{board}", board)
        made = {"resource_type": "file", "file_name": self.long_text(200), "file_size": 4, "file_type": "text/plain"}
        made["file_url"] = address
        if self._dice.random() < 0.3:
            made[self._dice.choice(("file_name", "file_size", "file_type", "file_url"))] = self._dice.choice(JUNK)
        return made

    def _text(self) -> dict[str, Any]:
        return {self._dice.choice(("message", "message", "edited_message")): self._message(self._dice.choice(TEXTS))}

    def _command(self) -> dict[str, Any]:
        words = [f"/{self._dice.choice(COMMANDS)}", *self._dice.choices(NUMBERS, k=self._dice.randrange(3))]
        return {"message": self._message(" ".join([*words, *self._dice.choices(TEXTS, k=self._dice.randrange(2))]))}

    def _link(self) -> dict[str, Any]:
        alphabet = "ABCxyz019_-"
        code = "".join(self._dice.choices(alphabet, k=self._dice.randrange(1, 65)))
        spelled = self._dice.choice(STARTS).format(self._dice.choice((code, *NUMBERS)))
        return {self._dice.choice(("message", "message", "edited_message")): self._message(spelled)}

    def _press(self) -> dict[str, Any]:
        person = self._dice.choice(self._people)
        parts = [self._dice.choice(PRESSES), *self._dice.choices(NUMBERS, k=self._dice.randrange(1, 3))]
        data = ":".join(parts)[:64]
        message = {
            "message_id": self._dice.randrange(1, self._messages),
            "date": 1,
            "chat": {"id": person, "type": "private"},
            "text": "?",
        }
        if self._dice.random() < 0.5:
            message["reply_markup"] = {"inline_keyboard": [[{"text": "x", "callback_data": data}]]}
        self._next += 1
        sender = {"id": person, "is_bot": False, "first_name": "F"}
        return {
            "callback_query": {
                "id": str(self._next),
                "from": sender,
                "chat_instance": "1",
                "data": data,
                "message": message,
            }
        }

    def _bent(self) -> dict[str, Any]:
        """A good update with one to three values somewhere in it replaced, or taken away."""
        update = copy.deepcopy(self._dice.choice((self._text, self._command, self._press))())
        for _ in range(self._dice.randrange(1, 4)):
            self._bend(update)
        return update

    def _bend(self, value: dict[str, Any]) -> None:
        assignee = value
        while True:
            if not assignee:
                return
            name = self._dice.choice(list(assignee))
            inner = assignee[name]
            if name in ("from", "chat") or not isinstance(inner, dict) or self._dice.random() < 0.2:
                break
            assignee = inner
        if name in ("from", "chat", "id"):
            return  # who sent it is Telegram's own word
        if self._dice.random() < 0.2:
            del assignee[name]
        else:
            assignee[name] = copy.deepcopy(self._dice.choice(JUNK))

    def _raw(self) -> dict[str, Any]:
        names = (
            "message",
            "edited_message",
            "callback_query",
            "message_reaction",
            "my_chat_member",
            "poll",
            "never_heard",
        )
        return {self._dice.choice(names): copy.deepcopy(self._dice.choice(JUNK))}
