"""What every process needs to be operated: logs, health, metrics, signals. Knows no door and no desk."""
