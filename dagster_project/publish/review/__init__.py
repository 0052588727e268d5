"""What a review of the resolution reads, from the published marts alone: page, workbook and document say the same.

facts.py      what there is: years, indicators, units, figures, returns, doubts, changes; plain values
read.py       read from bi.duckdb
figures.py    a figure in writing: percentage, ratio, bounds, target, gap; never on the wrong side of its target
sentences.py  whole sentences written from the figures: how it stands, how it went, what leaves it open
"""
