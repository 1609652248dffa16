"""The team's forum, where each request has a topic: answered there, while the process that makes a topic is killed
before it has stored it, and while somebody deletes the topic."""

from __future__ import annotations

from collections import Counter

from tests.chaos.cast import SEAN
from tests.chaos.city import FORUM, VERA
from tests.chaos.company import Company
from tests.chaos.ledger import Means, Word

_ITS_TOPIC = """
select t.number from group_topics g join tickets t on t.id = g.ticket_id
where t.number = :number and g.thread_id = :topic
"""


class ForumScenes(Company):
    """Newcomers' tickets, and Sean, who answers in their topics."""

    played: Counter[str]

    async def answered_in_its_topic(self) -> None:
        """An answer there, and what the requester says to it."""
        person, number = await self._asks_twice("the curtain does not close")
        topic = await self._find_topic(number)
        await self._answered_there(person, topic)
        await self._comes_into_forum(person)
        self.played["answered in its topic"] += 1

    async def killed_while_a_topic_is_made(self) -> None:
        """Telegram has made it, and nobody has stored it. In the end it has one, with what is said."""
        await self.city.telegram.do("fault", method="createForumTopic", chat_id=FORUM, after=True, times=1)
        person, number = await self._asks_twice("the stage lift squeaks")
        await self.until(lambda: self.city.topic_of(number), f"#{number} gets a topic")
        for slot in self.city.bots.running:
            await self.city.bots.kill(slot)
            await self.city.bots.start(slot)
        await self._answered_there(person, await self._find_topic(number))
        await self._comes_into_forum(person)
        await self.until(lambda: len(self.city.topic_of(number)) == 1, f"#{number} has one topic")
        self.played["killed while a topic was made"] += 1

    async def topic_deleted_meanwhile(self) -> None:
        """An answer is on its way when its topic is deleted; the next word of the requester makes one again."""
        person, number = await self._asks_twice("the exit light is out")
        topic = await self._find_topic(number)
        answer = await self._writes_in_topic(topic)
        await self.city.try_to(self.city.telegram, "group/topic", person=VERA, chat=FORUM, delete=topic)
        await self.until(lambda: self.has(person, answer.mark), f"{answer.mark} reaches {person}")
        await self._comes_into_forum(person)
        await self.until(lambda: self.city.topic_of(number), f"#{number} has a topic again")
        self.played["topic deleted meanwhile"] += 1

    # ------------------------------------------------------------------ parts

    async def _asks_twice(self, said: str) -> tuple[int, int]:
        """A newcomer's request, which Sean takes, and a further word, which comes into its topic: in a busy minute
        nothing is made for the request alone."""
        person = await self.newcomer()
        number = await self.files(person, said)
        await self.takes(number, SEAN)
        await self.stored(await self.says(person, Means.ASKED))
        return person, number

    async def _find_topic(self, number: int) -> int:
        """The ticket's topic, once the desk knows it."""

        async def known() -> int | None:
            for topic in reversed(self.city.topic_of(number)):
                if await self.row(_ITS_TOPIC, number=number, topic=topic):
                    return topic
            return None

        found = await self.sees(known, f"the topic of #{number} is known")
        assert found is not None
        return found

    async def _writes_in_topic(self, topic: int) -> Word:
        mark = self.ledger.mark()
        given = {"person": SEAN, "chat": FORUM, "topic": topic, "text": f"{mark} somebody looks at it"}
        done = await self.city.telegram.do("message", **given)
        word = Word(mark, SEAN, Means.ANSWERED, int(done["message_ids"][0]), to=topic, there=FORUM)
        self.ledger.words.append(word)
        return word

    async def _answered_there(self, person: int, topic: int) -> None:
        answer = await self._writes_in_topic(topic)
        await self.until(lambda: self.has(person, answer.mark), f"{answer.mark} reaches {person}")

    async def _comes_into_forum(self, person: int) -> None:
        """What the requester says comes into the forum; where too much waits, it is read in private."""
        word = await self.says(person, Means.ASKED)
        await self.stored(word)
        if self.calm:
            await self.until(lambda: self.has(FORUM, word.mark), f"{word.mark} comes into the forum")
