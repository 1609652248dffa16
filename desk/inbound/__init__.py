"""A message comes in: looked up, routed, done."""
