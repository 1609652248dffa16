"""Limits of Todoist's free plan: tasks and sections per project, projects, collaborators, upload size.

Only the upload size of a paid plan is known here too. Must not know who checks them.
"""

TASKS_PER_PROJECT = 300
"""Active tasks."""

SECTIONS_PER_PROJECT = 20
PROJECTS_PER_ACCOUNT = 5
"""Active ones, the inbox not counted."""

COLLABORATORS_PER_PROJECT = 5
UPLOAD_BYTES = 5 * 1024 * 1024
PAID_UPLOAD_BYTES = 100 * 1024 * 1024
