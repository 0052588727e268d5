"""`scorecard.xlsx`: what the review shows, as typed cells to go on counting with; Vietnamese, English beside.

Here belongs which sheets there are (`write.py`) and how a sheet is written (`sheet.py`). Not here: figures and
sentences (`publish/review/`).
"""
