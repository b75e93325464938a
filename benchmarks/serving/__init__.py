"""A server under measurement, and clients that speak its protocol without drawing anything."""
