"""Files uploaded through the web: which are accepted, how their bytes are stored, how long."""
