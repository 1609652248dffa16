"""The tree of topics as staff read it and admins change it."""
