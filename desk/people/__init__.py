"""People: find and create their rows, their names as shown, and one thing at a time for each."""
