"""Files that go out to readers. A report takes types and gives bytes; it stores nothing and asks nobody."""
