"""Charts: tallies in, an Altair chart for a page or a picture for a document out. Nothing here knows of either."""
