"""What admins do with the tree of topics."""
