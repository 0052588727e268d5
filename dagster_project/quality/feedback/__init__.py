"""The return-back workbook: what a district must mend, by importance, and its own files with the findings marked.

``workbook.write_feedback`` writes one, ``sources`` says from which files, ``sections`` in which order and how it is
counted. What comes back is read in returns/read/feedback_sheet.py. Nothing here imports Dagster.
"""
