"""The scorecard as text, for a terminal or a file: every target of the resolution, its figure each year, the verdict.

cells.py   what stands in one cell: figure, target with its course, verdict
table.py   the cells as a table, or as a list where a table is too wide
show.py    the whole text at a width, and where it goes
"""
