"""People who write mails in a day, and are answered: the process of the mailbox is killed, its server is away, and cuts
talks at each of their places."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from email.message import EmailMessage

from sqlalchemy import text

from tests.chaos.cast import SEAN
from tests.chaos.city import ADDRESS, City
from tests.chaos.company import Company
from tests.chaos.facts import Facts
from tests.chaos.ledger import Ledger, Means, Word, marks
from tests.mail.post import text_in

_REPEATS = "select coalesce(sum(unknown), 0) as n from jobs where box = 'to_mail'"
_FILED = """
select t.number, s.name || ':' || x.external_id as author from entries e join tickets t on t.id = e.ticket_id
join external_people x on x.person_id = e.author_id join systems s on s.id = x.system_id
where e.body ~ :mark and t.filed_at is not null
"""


class MailScenes(Company):
    """Newcomers who write mails, and Sean, who answers them in Telegram."""

    played: Counter[str]

    async def mailed_and_answered(self) -> None:
        """A request, its answer, and a further word as a reply to that mail."""
        self.ledger.newcomers += 1
        address = f"kim{self.ledger.newcomers}@client.example"
        mark = self._mails(address)
        found = await self.sees(lambda: self.row(_FILED, mark=rf"\m{mark}\M"), f"{mark} is filed")
        number = int(found["number"])
        self.ledger.apart.add(number)
        self._notes(mark, str(found["author"]))
        await self.takes(number, SEAN)
        answer = await self.answers(number, SEAN)
        sent = await self.until(lambda: self._sent(answer.mark), f"{answer.mark} is mailed to {address}")
        assert sent["To"] == address
        later = self._mails(address, to=sent)
        found = await self.sees(lambda: self.row(_FILED, mark=rf"\m{later}\M"), f"{later} is added")
        assert found["number"] == number, f"{later} went to #{found['number']}"
        self._notes(later, str(found["author"]))
        self.played["mailed"] += 1

    def _mails(self, address: str, *, to: EmailMessage | None = None) -> str:
        mark = self.ledger.mark()
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Message-ID"] = f"Kim <{address}>", ADDRESS, f"<{mark}@client.example>"
        mail["Subject"] = "Re: the lift" if to is not None else f"The lift of house {mark[1:-1]}"
        if to is not None:
            mail["In-Reply-To"] = to["Message-ID"]
        mail.set_content(f"Please have a look, {mark} it stands still.\n")
        self.city.post.deliver(mail.as_bytes())
        return mark

    def _notes(self, mark: str, author: str) -> None:
        """Of a mail whose scene was missed nobody knows the author; that it is one entry is told by the mailbox."""
        self.ledger.words.append(Word(mark, author, Means.ASKED, mark))

    def _sent(self, mark: str) -> EmailMessage | None:
        return next((one for one in self.city.post.sent if mark in marks(text_in(one))), None)


async def complaints(city: City, ledger: Ledger, facts: Facts) -> list[str]:
    """What is wrong with the mails of the day: each is read, one entry, and each answer is sent once, or counted."""
    return [line async for line in _complaints(city, ledger, facts)]


async def _complaints(city: City, ledger: Ledger, facts: Facts) -> AsyncIterator[str]:
    for mail in city.post.mails:
        said = marks(mail.raw.decode("utf-8", "replace"))[-1:]
        entries = [len(facts.entries_with(mark)) for mark in said]
        if not mail.is_seen or entries != [1]:
            yield f"mail {mail.uid} ({said}): read {mail.is_seen}, in {entries} entries"
    async with city.database.sessions() as session:
        counted = int((await session.execute(text(_REPEATS))).scalar_one())
    copies = Counter(str(one["Message-ID"]) for one in city.post.sent)
    if copies.total() - len(copies) > counted:
        yield f"{copies.total() - len(copies)} mails were sent twice, {counted} sends were repeated"
    for mark in {word.mark for word in ledger.words if word.means is Means.ANSWERED}:
        ids = {str(one["Message-ID"]) for one in city.post.sent if mark in marks(text_in(one))}
        if len(ids) > 1:
            yield f"{mark}: {len(ids)} different mails"
