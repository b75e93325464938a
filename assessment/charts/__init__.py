"""Charts: tallies in, an Altair chart for a page or a picture for a document out, without knowing either."""
