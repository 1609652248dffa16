"""Files on their way to the board."""
