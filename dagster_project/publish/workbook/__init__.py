"""`scorecard.xlsx`: what the review shows, as typed cells for people who go on counting; Vietnamese with English beside.

Here belongs which sheets there are (`sheets.py`) and how a sheet is written (`sheet.py`). Not here: figures and
sentences (`publish/review/`).
"""
