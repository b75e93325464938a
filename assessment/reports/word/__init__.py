"""The Word report: `template.docx` has its look, `document.word_report` fills it."""
