"""PostgreSQL: tables, queue, unit of work, embedded server. Imports no other package of ours."""
