"""Lists of the API: tickets by filter, order and words; the values that a ticket can have."""
