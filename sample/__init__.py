"""A made-up province that writes made-up returns, and the truth behind them.

Here belongs: whatever invents persons, organisations and files for the sample in ``raw/``. Here does not
belong: anything that reads returns. The reader (``dagster_project``) and this package share no code, so
that one can test the other.
"""
