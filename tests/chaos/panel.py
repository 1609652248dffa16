"""Pia, who works at the panel alone: she looks, takes, answers and resolves over HTTP, and says nothing twice. Other
members of the team may sign in with a browser of the same kind."""

from __future__ import annotations

import asyncio
import random
import re
from contextlib import suppress

import httpx

from tests.chaos.cast import buttons
from tests.chaos.city import PIA, City
from tests.chaos.ledger import Ledger, Means, Word
from tests.flows.panel.browser import FIREFOX, Browser, code_of

_NUMBERS = re.compile(r'href="/tickets/(\d+)"')
_VERB = re.compile(r'name="verb" value="(\w+)"')
_SEEN = re.compile(r'name="seen" value="(\d+)"')
_MEANWHILE = 3  # how often she sends again what others had answered before


class Panel:
    """One browser, which comes to whichever process there is."""

    def __init__(self, city: City, ledger: Ledger, seed: int, person: int = PIA) -> None:
        self._city, self._ledger, self._person = city, ledger, person
        self._dice = random.Random(f"panel {seed} {person}")
        headers = {"user-agent": FIREFOX, "accept-language": "en", "origin": city.web_url}
        self.browser = Browser(httpx.AsyncClient(headers=headers, timeout=8))

    async def aclose(self) -> None:
        """The browser is shut."""
        await self.browser.client.aclose()

    async def signs_in(self) -> None:
        """The name, the code, Let in, the session."""
        self.goes_anywhere()
        await self.browser.opens("/sign-in")
        await self.browser.sends("/sign-in", name=str(self._person))
        code = code_of(self.browser)
        data = await self._city.until(lambda: self._asked(code), f"{self._person} is asked whether they sign in")
        message_id, yes = data
        await self._city.telegram.do("press", person=self._person, message_id=message_id, data=yes)
        for _ in range(100):
            if await self.browser.sends("/sign-in/finish") == "/":
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"{self._person} was never let in")

    def _asked(self, code: str) -> tuple[int, str] | None:
        found = (
            (m["message_id"], d)
            for m in self._city.from_bot(self._person)
            for d in buttons(m)
            if d.endswith(f":{code}")
        )
        return next(found, None)

    def goes_anywhere(self) -> None:
        """Come to whichever process there is."""
        self.browser.client.base_url = httpx.URL(self._city.web_at(self._dice.randrange(100)))

    async def pass_by(self, over: asyncio.Event, *, pause: float) -> None:
        """Act until the day is over."""
        while not over.is_set():
            with suppress(httpx.HTTPError):  # a page that does not come is looked at again
                await self._acts()
            await asyncio.sleep(self._dice.expovariate(1 / pause))

    async def _acts(self) -> None:
        self.goes_anywhere()
        await self.browser.opens("/tickets")
        numbers = sorted({int(one) for one in _NUMBERS.findall(self.browser.page)} - self._ledger.apart)
        if self.browser.status != 200 or not numbers:
            return
        number = self._dice.choice(numbers[-10:])
        if self._dice.random() < 0.5:
            await self.does(number, self._dice.choice(("claim", "claim", "resolve", "pending", "progress", "reopen")))
        else:
            await self.says(number, Means.NOTED if self._dice.random() < 0.3 else Means.ANSWERED)

    async def does(self, number: int, verb: str) -> bool:
        """Press a button of the ticket's page, where it has it; whether the page said that it is done."""
        at = f"/tickets/{number}"
        await self.browser.opens(at)
        if self.browser.status != 200 or verb not in _VERB.findall(self.browser.page):
            return False
        done = await self.browser.sends(f"{at}/do", verb=verb) == at
        if done and verb in ("claim", "resolve"):
            (self._ledger.web.claimed if verb == "claim" else self._ledger.web.resolved).add(number)
        return done

    async def says(self, number: int, means: Means) -> Word | None:
        """Write on the ticket's page; the word, if the page said that it stands."""
        at, web = f"/tickets/{number}", self._ledger.web
        await self.browser.opens(at)
        if self.browser.status != 200 or not self.browser.form:
            return None
        word = Word(self._ledger.mark(), PIA, means, "")
        web.numbers[word.mark] = number
        try:
            stands = await self._sends(at, word)
        except httpx.HTTPError:
            stands = None
        if stands:
            self._ledger.words.append(word)
        elif stands is None:
            web.perhaps.append(word)
        else:
            web.refused.add(word.mark)
        return word if stands else None

    async def _sends(self, at: str, word: Word) -> bool | None:
        """Whether it stands; None: nobody knows. Where others answered meanwhile, once more from the page shown."""
        more = {"inside": "1"} if word.means is Means.NOTED else {}
        for _ in range(_MEANWHILE):
            seen = _SEEN.search(self.browser.page)
            text = f"{word.mark} seen from the panel"
            led_to = await self.browser.sends(f"{at}/say", text=text, seen=seen[1] if seen else "", **more)
            if self.browser.status >= 500:
                return None
            if led_to == at:
                return True
            if self.browser.status != 409:
                return False
        return False
