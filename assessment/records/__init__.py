"""What storage gives and refuses, as values and sentences that pages, routes and commands use."""
