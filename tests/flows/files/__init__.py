"""Files through the web door."""
