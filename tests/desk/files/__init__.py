"""Files that come in through the web door."""
