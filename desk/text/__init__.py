"""Pure functions over words: rich text, splitting, small talk, subjects, file names. Knows no ticket."""
