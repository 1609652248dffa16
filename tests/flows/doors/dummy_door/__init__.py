"""A door as small as one can be, by which nobody comes."""
