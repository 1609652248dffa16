"""Search in short texts of both languages: stems by PostgreSQL, spelling correction, ranking."""
