"""`python -m migrations.sql_number` (`make schema`): increases the number of `db/sql/` if its files have changed."""

from db.migrate import SQL_NUMBER, describe_sql_files


def increase_number() -> None:
    """Write the next number and the hash of the files, unless they are those of the number that is there."""
    known, found = SQL_NUMBER.read_text("ascii").split(), describe_sql_files().split()
    if known[1:] != found[1:]:
        SQL_NUMBER.write_text(f"{int(known[0]) + 1} {found[1]}\n", "ascii")


if __name__ == "__main__":
    increase_number()
