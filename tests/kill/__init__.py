"""Real processes, killed in the middle: nothing lost, nothing doubled."""
