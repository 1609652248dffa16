"""Due work: find it, do it, remind people."""
