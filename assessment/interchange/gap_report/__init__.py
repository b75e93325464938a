"""Gap reports that come back: what was changed in their follow-up plan."""
