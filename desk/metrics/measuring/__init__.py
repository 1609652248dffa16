"""Measure metrics of a period: from rows. Writes nothing."""
