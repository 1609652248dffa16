"""The second factor of the panel: passkeys, authenticator apps, and codes that replace them once."""
