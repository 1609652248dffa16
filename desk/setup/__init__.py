"""*Set up the help desk*: the steps that lead the first admin, and the test request at their end."""
