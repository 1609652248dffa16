"""Messages that are no commands, edits, reactions, and the question which ticket a message belongs to."""
