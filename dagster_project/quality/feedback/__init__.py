"""The return-back workbook: a district's own file with its findings marked, and its answers read back.

``workbook.write_feedback`` writes one, ``sources.choose_sources`` says from which files, ``answers``
recognises our own sheet in what comes back and reads the explanations. Nothing here imports Dagster.
"""
