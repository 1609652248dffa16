"""The material for answers, known problems, and how topics are suggested."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from desk.settings.declaring import SettingGroup, declare
from desk.settings.kinds import Switch


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
class KnowledgeRules:
    """The material for answers, read with the settings so that an unused feature costs no statement.

    `articles`, `presets`: at least one is published; `runbooks`: an article for the team. `canned`: ids of the people
    who have canned replies (0: the desk); None if there never was one. `problems`: known problems that are not over;
    None if there never was one.
    """

    articles: bool = False
    runbooks: bool = False
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
    `keywords`: of the topics that have any, by id; `examples`: good requests by language, of those that have any, in
    the order of topics."""

    learning: bool = declare("topic_learning", False, Switch(), SettingGroup.REQUESTS, place=9)
    keywords: tuple[tuple[int, tuple[str, ...]], ...] = ()
    examples: tuple[tuple[int, Mapping[str, str]], ...] = field(default=(), hash=False)
    model: LearnedTopics | None = None
    studied_at: datetime | None = None
