"""Files that are imported, and the forms they are made from. Each reader is strict: it reports every problem with its
place, and nothing is read from a file that has one."""
