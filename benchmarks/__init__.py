"""How fast it is, measured against a floor in the same run. Each module here has `run() -> list[Figure]`."""
