"""A year of keeping time: `make year`."""
