"""A ticket's card: the desk's side, the agreed state, the commands that follow from a merge."""
