"""The oracle: every published figure, counted a second time in plain Python from the sample's truth.

It reads ``sample.truth`` and the seeds, never a file of ``raw/`` and nothing of the warehouse. It follows
``indicators.md`` and ``returns.md`` sentence by sentence, one person at a time, and is written to be
compared with them by eye.
"""
