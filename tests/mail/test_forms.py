"""Each form of mail is read right, or refused with a reason; nothing of it is lost without a word."""

import pytest

from mail.reading import read_mail
from tests.mail.forms import Form
from tests.mail.forms_of_parts import PARTS
from tests.mail.forms_of_quotes import QUOTES
from tests.mail.forms_of_words import WORDS

FORMS = [*WORDS, *PARTS, *QUOTES]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_form_is_read(form: Form) -> None:
    read = read_mail(form.raw, trusted_server="mx.desk.example")
    right = {"left_out": (), **form.right}
    assert {name: getattr(read, name) for name in right} == right


def test_there_are_many_forms_and_each_has_its_name() -> None:
    assert len(FORMS) >= 150
    assert len({form.name for form in FORMS}) == len(FORMS)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_the_same_bytes_are_the_same_mail(form: Form) -> None:
    assert read_mail(form.raw) == read_mail(form.raw)
