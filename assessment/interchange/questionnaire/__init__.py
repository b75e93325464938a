"""What the offline workbook is built of; `workbook` writes it, and `reader` reads it."""
