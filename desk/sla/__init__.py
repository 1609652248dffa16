"""Measuring time: business hours, how long a ticket's clock has run, when a target is due."""
