"""What the offline workbook is built of; `questionnaire_workbook` writes it, and `questionnaire_reading` reads it."""
