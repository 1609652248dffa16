"""What is offered to requesters, as they and agents see it."""
