"""Statements of organizations as files: a PDF to read, a CSV to compute with."""
