"""Reports: what a reader asks for, measured, put into words, tables and blocks of a picture."""
