"""Outcomes of forms as a process of another version keeps them."""

import json
from typing import Any

import pytest

from web.outcomes import FormOutcome, read_outcome, write_outcome


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ({"said": "Done.", "tone": "glad"}, FormOutcome("Done.")),
        ({}, FormOutcome()),
        ({"said": {"en": "Done."}}, FormOutcome()),
        ({"said": "Done.", "undo": ["verb"]}, FormOutcome()),
        (["Done."], FormOutcome()),
    ],
)
def test_what_another_version_kept_is_told_or_left_out(kept: Any, told: FormOutcome) -> None:
    assert read_outcome(json.dumps(kept).encode()) == told


def test_an_outcome_is_read_as_it_was_written() -> None:
    outcome = FormOutcome("5 done.", left="Not done:", refused=[(7, "Closed.")], undo={"verb": "hand", "mark": [3, 7]})
    assert read_outcome(write_outcome(outcome)) == outcome
