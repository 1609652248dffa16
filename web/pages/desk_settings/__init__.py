"""The pages under Settings: all of `/settings`, hours, promises, the audit, texts, topics; for admins."""
