"""The reference of the API, with an example of each operation."""
