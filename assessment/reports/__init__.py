"""Files for readers. A report takes types and returns bytes; it stores nothing and asks nobody."""
