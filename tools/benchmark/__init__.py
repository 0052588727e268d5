"""What a night costs, beside the floor and the obvious pipeline: ``make benchmark`` writes docs/benchmark.md.

Belongs here: running nights as a user does and watching their processes from outside. Does not belong here: anything
that a night needs; nothing under ``dagster_project`` knows that it is measured.
"""
