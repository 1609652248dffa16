"""A person's data: what is kept of them, giving it out, erasing it. Knows no channel."""
