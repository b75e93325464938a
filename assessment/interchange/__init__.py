"""Files that come back in. Each reader is strict: every problem with its place, and nothing is taken from a file
that has one."""
