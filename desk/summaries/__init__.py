"""Briefings: what a day or week came to, in numbers, for those who run the desk; off until switched on."""
