"""What is due: found, done, reminded of."""
