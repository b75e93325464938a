"""The pages. Streamlit is imported here and nowhere else."""
