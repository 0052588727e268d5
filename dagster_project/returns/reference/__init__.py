"""What a province brings along: its units, years, resolutions and lists, validated together.

In the order of the work: cells.py (what may stand in a cell), rows.py (the row of each list, with the rules that one
row alone breaks), read_csv.py (a file → its lines), people.py, registry.py and indicator_tests.py (rules across rows
and files), load.py (all of it: a folder → the reference, and its copy as Parquet).
"""
