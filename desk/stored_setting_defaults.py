"""The groups of settings that describe what the desk has stored: groups, material for answers, topics. They are read
with the settings, so that an unused feature costs no statement."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True, eq=False)
class LearnedTopics:
    """The newest topic model by its id. `weights` is empty until a process has loaded the model."""

    id: int
    weights: Any = None


@dataclass(frozen=True, slots=True)
class OpenProblem:
    """A known problem that is not over. Requesters read `text` with `entities`; empty: a default sentence.

    `topics` are the ids of its topics. `texts` are compared with requests: each has its stems and the text.
    """

    id: int
    title: str
    text: str
    entities: Any
    topics: frozenset[int]
    texts: tuple[tuple[frozenset[str], str], ...]


@dataclass(frozen=True, slots=True)
class GroupPlace:
    """A group that the bot is in or was in. `person_id`: its row among the people. `allowed`: messages there may become
    requests. `answers_privately`: answers go to the requester's own chat if they have started the bot."""

    person_id: int
    chat_id: int
    allowed: bool
    answers_privately: bool
    is_there: bool


@dataclass(frozen=True, slots=True)
class GroupRules:
    """Groups as a source of requests. `reaction`: the name of the reaction by which an agent makes a request of a
    message. `places`: the groups; `reads_all`: the bot's privacy mode is off; `username`: the bot's name."""

    reaction: str = "writing"
    places: tuple[GroupPlace, ...] = ()
    reads_all: bool = False
    username: str = ""

    def find_place(self, chat_id: int) -> GroupPlace | None:
        """Return the group with that Telegram id, or None."""
        return next((place for place in self.places if place.chat_id == chat_id), None)

    def find_by_person(self, person_id: int) -> GroupPlace | None:
        """Return the group with that row among the people, or None."""
        return next((place for place in self.places if place.person_id == person_id), None)


@dataclass(frozen=True, slots=True)
class KnowledgeRules:
    """The material for answers, read with the settings so that an unused feature costs no statement.

    `articles`, `presets`: at least one is published. `canned`: ids of the people who have canned replies (0: the desk);
    None if there never was one. `problems`: known problems that are not over; None if there never was one.
    """

    articles: bool = False
    presets: bool = False
    canned: frozenset[int] | None = None
    problems: tuple[OpenProblem, ...] | None = field(default=None, hash=False)

    @property
    def keeps_answers(self) -> bool:
        """Return True if an answer was ever written to be used again: agents are shown similar tickets then."""
        return self.canned is not None or self.articles

    @property
    def counts_answers(self) -> bool:
        """Return True if there is anything to answer with, automatic answers too: metrics of it are shown then."""
        return self.keeps_answers or self.presets


@dataclass(frozen=True, slots=True)
class TopicRules:
    """How topics are suggested. `learning`: from the desk's own requests, by `model`, last trained at `studied_at`.
    `keywords`: of the topics that have any, by id."""

    learning: bool = False
    keywords: tuple[tuple[int, tuple[str, ...]], ...] = ()
    model: LearnedTopics | None = None
    studied_at: datetime | None = None
