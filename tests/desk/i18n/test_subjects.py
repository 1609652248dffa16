"""A subject that the desk worded itself is read in anybody's language, while it is what stands there."""

import json

from desk.i18n import TicketSubject
from desk.i18n.subjects import LINE, read_letter_subject, word_subject

PHOTO = word_subject("ru", "kind-photo", time="none")


def test_what_was_named_without_its_line_is_read_as_it_stands() -> None:
    """As the version before does, which knows no lines."""
    assert (PHOTO.say_in("en"), PHOTO.say_in("ru")) == ("Photo", "Фото")
    renamed = TicketSubject("Принтер", PHOTO.line)
    assert (renamed.say_in("en"), renamed.make_letter_args()) == ("Принтер", {"subject": "Принтер"})


def test_what_only_a_newer_version_has_a_word_for_is_read_as_it_stands() -> None:
    newer = TicketSubject("Hologram", json.dumps({"key": "kind-hologram", "args": {}, "said": "Hologram"}))
    assert newer.say_in("ru") == "Hologram"


def test_in_a_letter_it_is_no_longer_than_it_was_put_there() -> None:
    named = word_subject("en", "kind-document-named", name="x" * 100)
    for given, read in (
        (named.make_letter_args(20), "Файл " + "x" * 14 + "…"),
        (named.make_letter_args(), "Файл " + "x" * 100),
    ):
        assert read_letter_subject("ru", str(given["subject"]), str(given[LINE])) == read
