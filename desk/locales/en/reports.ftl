# What the process that draws charts says.
report-failed = That picture or file could not be created. Admins see why under /failed; please try again later.
