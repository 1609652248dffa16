"""What the operator's systems are told of tickets: the feed in its order, who sees what of it, where it is sent."""
