"""The default of each setting, a module for a subject."""
