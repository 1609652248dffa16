"""What answers gave, in the slow, obvious way: lists of what was offered, searched for and sent."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.desk.metrics.slow_lives import SlowTicket
from tests.desk.metrics.slow_model import Happened
from tests.desk.metrics.slow_values import share


@dataclass
class SlowOffer:
    """An article shown on a ticket, or a preset answer given."""

    ticket: SlowTicket
    kind: str
    key: int
    at: datetime
    outcome: str | None
    opened: bool


@dataclass
class SlowSearch:
    """Words that somebody looked for."""

    at: datetime
    found: int


@dataclass
class SlowUse:
    """An answer that was made of a canned reply, an article, or (neither) of another ticket's answer."""

    ticket: SlowTicket
    canned: int | None
    article: int | None
    at: datetime
    author: int
    changed: bool

    @property
    def made_of(self) -> str | None:
        """The answer it is counted with."""
        if self.canned is not None:
            return f"canned-{self.canned}"
        return f"article-{self.article}" if self.article is not None else None


@dataclass
class SlowAnswers:
    """All of it."""

    offers: list[SlowOffer]
    searches: list[SlowSearch]
    uses: list[SlowUse]

    def everything(self) -> dict[str, tuple[list[Happened], Callable[[list[Any]], Any]]]:
        """By its key what there is to count, and how."""

        def offered(value: Callable[[SlowOffer], bool]) -> list[Happened]:
            return [
                Happened(one.at, one.ticket, None, 1 if value(one) else None, f"{one.kind}-{one.key}")
                for one in self.offers
            ]

        def used(*, canned: bool, changed: bool = False) -> list[Happened]:
            return [
                Happened(one.at, one.ticket, one.author, 1, one.made_of)
                for one in self.uses
                if (one.canned is not None) == canned and (one.changed or not changed)
            ]

        nothing = [Happened(one.at, None, None, one.found == 0) for one in self.searches]
        return {
            "offers_shown": (offered(lambda _: True), len),
            "offers_helped": (offered(lambda one: one.outcome == "helped"), len),
            "offers_refused": (offered(lambda one: one.outcome in ("person", "words")), len),
            "offers_silent": (offered(lambda one: one.outcome not in ("helped", "person", "words")), len),
            "offers_read": (offered(lambda one: one.opened), len),
            "searches": ([Happened(one.at, None, None) for one in self.searches], len),
            "searches_nothing": ([one for one in nothing if one.value], len),
            "searches_nothing_share": (nothing, share),
            "canned_used": (used(canned=True), len),
            "canned_changed": (used(canned=True, changed=True), len),
            "answers_taken": (used(canned=False), len),
        }


def some_answers(
    chance: random.Random,
    tickets: list[SlowTicket],
    agents: list[int],
    articles: list[tuple[str, int]],
    canned: list[int],
) -> SlowAnswers:
    """What may have been offered, searched for and sent around these tickets."""
    told = SlowAnswers([], [], [])
    known: set[tuple[int, str, int]] = set()
    for ticket in [one for one in tickets if one.filed_at is not None]:
        assert ticket.filed_at is not None
        at = ticket.filed_at
        for kind, key in chance.sample(articles, chance.choice([0, 0, 1, 2])):
            if (ticket.requester, kind, key) not in known:
                known.add((ticket.requester, kind, key))
                outcome = chance.choice([None, "helped", "person", "words", "silence", "taken"])
                told.offers.append(SlowOffer(ticket, kind, key, at, outcome, chance.random() < 0.5))
        for _ in range(chance.choice([0, 0, 1, 3])):
            at += timedelta(minutes=chance.choice([1, 90, 700]))
            made_of = chance.choice([None, *canned])
            of_article = chance.choice([None, *(key for kind, key in articles if kind == "article")])
            article = of_article if made_of is None else None
            told.uses.append(SlowUse(ticket, made_of, article, at, chance.choice(agents), chance.random() < 0.4))
            told.searches.append(SlowSearch(at, chance.choice([0, 0, 1, 4])))
    return told
