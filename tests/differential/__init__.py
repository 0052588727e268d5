"""Random small provinces, told twice: by a whole night of the warehouse and by the oracle.

Here belongs what makes up such a province and compares the two. It makes the truth objects of ``sample.lines`` and
lets the sample lay them out and write them; it reads nothing back itself. ``python -m tests.differential 17 /tmp/case``
runs one seed by hand and leaves the returns and the night's data in the folder.
"""
