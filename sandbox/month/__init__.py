"""A finished month for the demo: made once through the desk's operations, kept as a file, loaded into a running
demo."""
