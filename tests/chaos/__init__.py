"""Random days of real processes with everything going wrong: nothing lost, nothing doubled, board and desk equal."""
