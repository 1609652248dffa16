"""What buttons say when they are pressed, a file for each kind of thing they are about."""
