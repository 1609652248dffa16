"""The page of ideas: votes and decisions."""
