"""What stands before Streamlit: checks on requests, the entrance to a shared server, and the gate behind it."""
