"""Recurring requests in Telegram: planned in words, filed at their moment, announced as any other."""

import pytest

from tests.flows.acts import reads_audit
from tests.flows.phone import Phone
from tests.flows.stage import Stage
from tests.texts import IN_BOTH, text_of

pytestmark = pytest.mark.sentence("Recurring requests")

BOARD = False
SAID = {"en": "every Monday at 9: Check the backups", "ru": "каждый понедельник в 9: Проверить копии"}
RHYTHM = {"en": "every Monday at 09:00", "ru": "по понедельникам в 09:00"}
MONTHLY = {
    "en": "the last working day of every month at 17:00",
    "ru": "в последний рабочий день каждого месяца в 17:00",
}


@IN_BOTH
async def test_it_is_planned_in_words_and_filed(stage: Stage, rita: Phone, olga: Phone, language: str) -> None:
    vera = stage.vera
    async with stage.speaking(language):
        await vera.writes("/recurring")
        assert text_of("setting-recurring", language) in await vera.reads()
        await vera.writes("/settings recurring on")
        await vera.writes("/recurring")
        assert text_of("none-recurring", language) in await vera.reads()
        await vera.presses("adnew:recurring:request:")
        await vera.writes(SAID[language].partition(": ")[2], reply_to=await vera.last_id())
        assert text_of("recurring-usage", language) in await vera.reads()
        await vera.writes("/recurring")
        await vera.presses("adnew:recurring:request:")
        await vera.writes(SAID[language], reply_to=await vera.last_id())
        assert RHYTHM[language] in await vera.reads()
        subject = SAID[language].partition(": ")[2]
        seen = len(await rita.received())
        await stage.pass_time(days=7)
        assert subject in await olga.reads()
        assert len(await rita.received()) == seen
        await vera.writes("/recurring 1")
        assert text_of("recurring-last", language, number=1) in await vera.reads()
        await vera.presses("adask:recurring:1:rhythm")
        await vera.writes(MONTHLY[language].replace("17:00", "17"), reply_to=await vera.last_id())
        assert MONTHLY[language] in await vera.reads()
        await vera.presses("adrow:recurring:1:2")
        await vera.presses("addo:recurring:1:pause")
        assert text_of("recurring-next", language, at=text_of("recurring-next-none", language)) in await vera.reads()
        assert text_of("audit-recurring-changed", language) in await reads_audit(vera, "recurring")
