"""What requesters think of how it was solved."""
