"""Exports: the desk's data of a period as tables in files, at constant memory."""
