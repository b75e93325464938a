"""Rate a country or area against UN recommendations, see where the gaps are, hand over the report."""
