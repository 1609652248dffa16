"""A ticket's card: the desk's side, the agreed state, what a merge wants done."""
