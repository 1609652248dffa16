"""Where a sentence is read, as the admin who changes it is told."""

import pytest

from desk.i18n import find_sentence
from desk.i18n.bundles import LOCALES
from desk.text_overrides import places
from desk.text_overrides.places import ReadingPlace, find_place

READ_BY = {
    "start-requester.no": ReadingPlace.REQUESTER,
    "help-requester": ReadingPlace.REQUESTER,
    "ask-missing": ReadingPlace.REQUESTER,
    "setting-board-names": ReadingPlace.ADMINS,
    "receipt-back": ReadingPlace.REQUESTER,
    "receipt-problem": ReadingPlace.REQUESTER,
    "promise-made": ReadingPlace.REQUESTER,
    "taken": ReadingPlace.REQUESTER,
    "language-set": ReadingPlace.EVERYBODY,
    "no-such-ticket": ReadingPlace.EVERYBODY,
    "press-outdated": ReadingPlace.EVERYBODY,
    "start-agent": ReadingPlace.TEAM,
    "where-to-own": ReadingPlace.TEAM,
    "setting-ask-missing-effect": ReadingPlace.ADMINS,
    "hours-unclear": ReadingPlace.ADMINS,
    "btn-cannot-wait": ReadingPlace.BUTTON,
}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_sentence_is_said_to_be_read_by_those_who_read_it(language: str) -> None:
    sentences = {key: find_sentence(language, key) for key in READ_BY}
    assert {key: find_place(one) for key, one in sentences.items() if one is not None} == READ_BY


def test_rules_by_file_name_files_that_exist() -> None:
    files = {path.stem for path in (LOCALES / "en").glob("*.ftl")}
    assert places._WHERE.keys() | places._NOT_FILES | places._MESSAGES <= files
