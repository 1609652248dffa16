"""A subject that the desk worded itself is read in anybody's language, while it is what stands there."""

import json

from desk.i18n import TicketSubject
from desk.i18n.subjects import LINE, in_letter, worded

PHOTO = worded("ru", "kind-photo", time="none")


def test_what_was_named_without_its_line_is_read_as_it_stands() -> None:
    """As the version before does, which knows no lines."""
    assert (PHOTO.said("en"), PHOTO.said("ru")) == ("Photo", "Фото")
    renamed = TicketSubject("Принтер", PHOTO.line)
    assert (renamed.said("en"), renamed.args()) == ("Принтер", {"subject": "Принтер"})


def test_what_only_a_newer_version_has_a_word_for_is_read_as_it_stands() -> None:
    newer = TicketSubject("Hologram", json.dumps({"key": "kind-hologram", "args": {}, "said": "Hologram"}))
    assert newer.said("ru") == "Hologram"


def test_in_a_letter_it_is_no_longer_than_it_was_put_there() -> None:
    named = worded("en", "kind-document-named", name="x" * 100)
    for given, read in ((named.args(20), "Файл " + "x" * 14 + "…"), (named.args(), "Файл " + "x" * 100)):
        assert in_letter("ru", str(given["subject"]), str(given[LINE])) == read
