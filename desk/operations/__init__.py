"""What those who run the desk are told of: what waits too long, what was given up."""
