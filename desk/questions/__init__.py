"""Questions to people: asked, answered, run out, and the messages held meanwhile."""
