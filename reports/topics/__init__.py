"""Learn the desk's topics from its own requests."""
