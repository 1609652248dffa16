"""Each form of mail is read right, or refused with a reason; nothing of it is lost without a word."""

from typing import Any

import pytest

from mail.reading import IncomingMail, read_mail
from tests.mail.forms import Form
from tests.mail.forms_of_labels import LABELS
from tests.mail.forms_of_machines import MACHINE_FORMS
from tests.mail.forms_of_parts import PARTS
from tests.mail.forms_of_quotes import QUOTES
from tests.mail.forms_of_words import WORDS

FORMS = [*WORDS, *PARTS, *QUOTES, *MACHINE_FORMS, *LABELS]


def say(mail: IncomingMail, name: str) -> Any:
    """Return a field of a mail, or `reached`: the fields of its bounce."""
    if name != "reached":
        return getattr(mail, name)
    found = mail.bounce
    return found and (found.recipients, found.original_id, found.is_permanent, found.code)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_form_is_read(form: Form) -> None:
    read = read_mail(form.raw, trusted_server="mx.desk.example")
    right = {"left_out": (), **form.right}
    assert {name: say(read, name) for name in right} == right
    assert read == read_mail(form.raw, trusted_server="mx.desk.example")


@pytest.mark.parametrize("form", QUOTES, ids=lambda form: form.name)
def test_what_is_folded_off_is_kept(form: Form) -> None:
    read = read_mail(form.raw)
    if b"text/html" not in form.raw:
        said = form.raw.decode("utf-8").partition("\r\n\r\n")[2].replace("\r\n", "\n")
        assert read.whole.partition("\n\n")[2].strip() == said.strip()


def test_there_are_many_forms() -> None:
    assert len({form.raw for form in FORMS}) >= 500
