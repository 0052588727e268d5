"""Opening workbooks and finding the forms in them: every cell as text, with its file, sheet and row."""
