"""Commands out: stored, sent, answered, found again when the answer was lost."""
