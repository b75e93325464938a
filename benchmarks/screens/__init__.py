"""People at browsers: what they see without scrolling, and what a task asks of their hands."""
