"""Pictures for a document, drawn without knowing what they show."""
