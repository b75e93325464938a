"""Spreadsheets: the only place that writes .xlsx files, and the only one that knows XlsxWriter."""
