"""Measure metrics of a period: from stored days that are over if they suffice, else from rows. Writes nothing."""
