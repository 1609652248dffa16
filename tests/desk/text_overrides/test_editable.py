"""Where a sentence is read, as whoever changes it is told."""

import pytest

from desk.i18n import sentence_of
from desk.text_overrides.editable import Where, where

READ_BY = {
    "start-requester": Where.REQUESTER,
    "help-requester": Where.REQUESTER,
    "ask-missing": Where.REQUESTER,
    "receipt-back": Where.REQUESTER,
    "receipt-problem": Where.REQUESTER,
    "promise-made": Where.REQUESTER,
    "taken": Where.REQUESTER,
    "language-set": Where.EVERYBODY,
    "no-such-ticket": Where.EVERYBODY,
    "start-agent": Where.TEAM,
    "where-to": Where.TEAM,
    "setting-ask-missing-effect": Where.ADMINS,
    "hours-unclear": Where.ADMINS,
    "btn-cannot-wait": Where.BUTTON,
}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_sentence_is_said_to_be_read_by_those_who_read_it(language: str) -> None:
    sentences = {key: sentence_of(language, key) for key in READ_BY}
    assert {key: where(one) for key, one in sentences.items() if one is not None} == READ_BY
