"""Hours of days and weeks as people and shops write them: read, and written so that they can be read again."""
