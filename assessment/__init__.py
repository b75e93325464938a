"""Rate a country or area against UN recommendations, see where the gaps are, hand over the report."""

__version__ = "0.9.0"
