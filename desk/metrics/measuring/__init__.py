"""Figures of a period measured: from what is kept of days that are over where that says it, else from rows. Writes
nothing."""
