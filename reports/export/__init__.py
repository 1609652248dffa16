"""Export: what the desk holds of a period as tables in files, at constant memory."""
