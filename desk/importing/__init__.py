"""History from another desk: what its files say, written as tickets that nobody is told of, and taken back."""
