"""The mirror's loop: find work, run a round, maintain."""
