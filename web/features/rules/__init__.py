"""The panel's rules: the list, the editor, what a rule would have done."""
