"""The API of organizations: their outlets, contacts and members."""
