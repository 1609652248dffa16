"""Pictures of reports: measured, put into words and onto a page, with a short text below."""
