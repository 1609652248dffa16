"""Sends commands to the board: stored, sent, answered, found again if the answer was lost."""
