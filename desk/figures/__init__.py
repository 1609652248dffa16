"""What the desk did, in figures: which there are, what they are made of, how they are read."""
