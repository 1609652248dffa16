"""The pages, one a file: each reads what the desk's queries give and calls the desk's verbs."""
