# What the reports' process says.
report-failed = That picture or file could not be made. The admins can see why under /failed; ask again later.
