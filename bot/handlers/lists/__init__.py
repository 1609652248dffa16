"""Lists of tickets: what staff ask for, and turning their pages."""
