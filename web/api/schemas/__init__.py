"""Requests and answers of the API as its schema describes them."""
