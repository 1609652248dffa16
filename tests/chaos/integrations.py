"""Two systems of the operator's: a shop, whose people ask by API, and one that only reads. What is not answered is
asked again, under the same key.
"""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from typing import Any

import httpx

from tests.chaos.city import City
from tests.chaos.ledger import Ledger, Means, Word, marks

Row = dict[str, Any]
SHOP, CRM = "shop", "crm"
_LOST_SECONDS = 0.02
_AGAIN_SECONDS = 0.2
_EACH = 3  # requests of one person; above five in an hour they would join


class UnansweredError(AssertionError):
    """Nobody answered for as long as anybody can wait."""


class Systems:
    """Both, with their tokens by name."""

    def __init__(self, city: City, ledger: Ledger, tokens: dict[str, str], seed: int) -> None:
        self._city, self._ledger, self._tokens = city, ledger, tokens
        self._dice = random.Random(f"systems {seed}")
        self._http = httpx.AsyncClient(timeout=8)
        self._after = dict.fromkeys(tokens, "0")
        self._people = 0
        self._opened: list[tuple[int, str]] = []

    async def aclose(self) -> None:
        """Nothing more is asked."""
        await self._http.aclose()

    async def asks(self, who: str, method: str, path: str, body: Any = None, *, key: str = "") -> httpx.Response:
        """Ask until it is answered; some answers are lost, as they are not waited for. Raises UnansweredError."""
        headers = {"authorization": f"Bearer {self._tokens[who]}"} | ({"idempotency-key": key} if key else {})
        loses = bool(key) and self._dice.random() < 0.4
        for _ in range(400):
            with suppress(httpx.HTTPError):
                url = f"{self._city.web_at(self._dice.randrange(100))}/api/v1{path}"
                wait = _LOST_SECONDS if loses else 8.0
                got = await self._http.request(method, url, json=body, headers=headers, timeout=wait)
                if got.status_code not in (429, 500, 502, 503, 504):
                    return got
            self._ledger.web.repeated += 1
            if not loses:  # what was lost is asked for again while the first may still be under way
                await asyncio.sleep(_AGAIN_SECONDS)
            loses = False
        raise UnansweredError(f"{method} {path}")

    async def subscribes(self, who: str) -> str:
        """To the catcher, with everything; the secret it is signed with."""
        got = await self.asks(who, "POST", "/webhooks", {"url": f"{self._city.catcher.url}/{who}"})
        assert got.status_code == 201, got.text
        return str(got.json()["secret"])

    async def pass_by(self, over: asyncio.Event, *, pause: float) -> None:
        """Ask, say and read until the day is over."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._shop_passes_by(over, pause))
            group.create_task(self._feeds_are_read(over))

    async def _shop_passes_by(self, over: asyncio.Event, pause: float) -> None:
        while not over.is_set():
            if not self._opened or self._dice.random() < 0.4:
                await self.opens()
            elif self._dice.random() < 0.7:
                await self.adds(*self._dice.choice(self._opened[-6:]))
            else:
                await self.reads(self._dice.choice(self._opened)[0])
            await asyncio.sleep(self._dice.expovariate(1 / pause))

    async def _feeds_are_read(self, over: asyncio.Event) -> None:
        while not over.is_set():
            for who in self._tokens:
                await self.polls(who)
            await asyncio.sleep(self._dice.uniform(0.2, 1.0))

    async def opens(self) -> int:
        """A request of one of its people; sometimes it is asked for twice at the same moment."""
        self._people += 1
        who, mark = f"u-{self._people // _EACH}", self._ledger.mark()
        body = {
            "external_id": who,
            "name": f"Ext {who}",
            "text": f"{mark} the order has not come",
            "external_ref": mark,
        }
        asking = [self.asks(SHOP, "POST", "/tickets", body, key=mark) for _ in range(self._dice.choice((1, 1, 2)))]
        for got in await asyncio.gather(*asking):
            assert got.status_code == 201, got.text
            self._ledger.web.made[mark].append(got.json()["number"])
        number = self._ledger.web.made[mark][0]
        self._said(mark, who, number)
        self._opened.append((number, who))
        return int(number)

    async def adds(self, number: int, who: str) -> None:
        """Further words of its requester's; a request that has ended or was merged takes none."""
        mark = self._ledger.mark()
        path = f"/tickets/{number}/messages"
        got = await self.asks(SHOP, "POST", path, {"text": f"{mark} and one thing more"}, key=mark)
        if got.status_code == 201:
            self._said(mark, who, number)
        else:
            self._ledger.web.refused.add(mark)

    def _said(self, mark: str, who: str, number: int) -> None:
        self._ledger.words.append(Word(mark, f"{SHOP}:{who}", Means.ASKED, ""))
        self._ledger.web.numbers[mark] = number

    async def reads(self, number: int) -> list[str]:
        """The marks of what was said on a request of its own."""
        got = await self.asks(SHOP, "GET", f"/tickets/{number}")
        assert got.status_code == 200, got.text
        self._ledger.web.read[number] = [mark for one in got.json()["messages"] for mark in marks(one["text"])]
        return self._ledger.web.read[number]

    async def polls(self, who: str) -> list[Row]:
        """What is new in the feed; all that it has been given so far."""
        got = (await self.asks(who, "GET", f"/events?cursor={self._after[who]}&limit=50")).json()
        self._after[who] = got["next_cursor"]
        self._ledger.web.polled[who] += got["items"]
        return self._ledger.web.polled[who]

    async def read_everything(self) -> None:
        """At the end: the rest of the feed, all of it from the start, and each request."""
        for who in self._tokens:
            whole, after, more = self._ledger.web.whole[who], "0", True
            while more:
                got = (await self.asks(who, "GET", f"/events?cursor={after}&limit=200")).json()
                after, more = got["next_cursor"], got["has_more"]
                whole += got["items"]
            while len(await self.polls(who)) < len(whole) and self._after[who] != after:
                continue
        for number, _ in self._opened:
            await self.reads(number)
