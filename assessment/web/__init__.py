"""Checks on requests before Streamlit sees them."""
