"""Stores assessments. Nothing outside this package knows that it is a database."""
