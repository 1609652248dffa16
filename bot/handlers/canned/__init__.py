"""What staff do with canned replies."""
