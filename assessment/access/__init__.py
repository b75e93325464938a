"""Use cases: what people do, each with the permission and the scope that it needs. Nothing else opens the database."""
