"""Both sides of a card compared with what was agreed last. Pure: no await, no clock, no session."""
