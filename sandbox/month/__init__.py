"""A finished month for the demo: a file, loaded into a running demo."""
