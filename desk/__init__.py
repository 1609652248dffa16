"""The desk: verbs and rules. Knows db only."""
