"""Files that come in through the web door: which may, where their bytes lie, how long."""
