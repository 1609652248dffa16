"""The desk's own tests: rules, verbs, hearing, clock."""
