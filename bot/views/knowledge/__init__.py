"""Articles as requesters and staff see them."""
