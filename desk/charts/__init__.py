"""Figures asked for: what somebody wants to see, typed or chosen, and how numbers and names are said."""
