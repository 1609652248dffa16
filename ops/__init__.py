"""Operation of every process: logs, health, metrics, signals. Knows no channel and no desk."""
