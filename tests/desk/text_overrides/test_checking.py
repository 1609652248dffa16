"""What an admin writes instead of a sentence, as it is kept."""

import pytest

from desk.i18n import catalog
from desk.text import Entity, RichText
from desk.text_overrides.checks import check_words
from desk.text_overrides.places import list_editable


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("{name} has {number}.", "{name} has #{number}."),
        ("{name} has #{number}.", "{name} has #{number}."),
        ("😀 { number }, {name}, {number}", "😀 #{ number }, {name}, #{number}"),
    ],
)
def test_a_number_has_its_sign_however_it_was_typed(typed: str, kept: str) -> None:
    """As in canned replies, where {number} is "#7"."""
    assert catalog.say("en", "taken", name="Olga", number=7).endswith("#7.")
    words = check_words(list_editable("en")["taken"], RichText(typed, (Entity("bold", 0, 1),)))
    assert words.text == kept
    assert words.entities[0].type == "bold"
