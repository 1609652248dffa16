"""What people say that is no command: messages, edits, reactions, and the question where words go."""
