"""The quality report: one page for people who look rather than query, which opens from disk and prints.

    inputs.py    what the page is made of: marts, reference, rules, history (the only module that reads anything)
    matrix.py    unit × year: which forms came, in what state, with how many doubts
    findings.py  findings by rule and unit
    changes.py   what is different since last night
    trend.py     how it went over the nights, with charts
    words.py     Vietnamese and English, numbers
    actions.py   what should be done now, the most urgent first
    doubts.py    which verdicts are open, why, and what would settle each
    sheets.py    what was read of each sheet, and what was left out of it
    page.py      the page out of all that, and writing it

No personal data can come here: the marts hold counts only, names are those of units;
of what was left out of a sheet only the kind is read.
"""

from dagster_project.quality.report.page import render_report, write_report

__all__ = ["render_report", "write_report"]
