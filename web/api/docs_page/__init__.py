"""The reference page of the API, with an example of each operation."""
