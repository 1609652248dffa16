"""A finished month for the demo: made once through the desk's own verbs, kept as a file, put into a running demo."""
