"""What stands between a request and Streamlit."""
