"""What somebody did on the board, as verbs, and the brake on too much of it."""
