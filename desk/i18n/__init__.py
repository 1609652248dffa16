"""What is said in which language, and how times and sizes are written."""
