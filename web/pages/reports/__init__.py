"""The page Reports: the forms of `/stats` drawn and as tables, files of them, whole exports."""
