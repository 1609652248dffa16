"""Daily and weekly summaries: numbers for the people who run the desk; off until switched on."""
