"""Answers of trainees that wait for approval: decide on them, list them, count them."""
