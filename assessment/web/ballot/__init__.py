"""The ballot of participants: plain HTML that works without scripts, on any phone."""
