"""Data Docs: what Great Expectations checked and found, as pages that open without network.

Great Expectations builds the site (its stores, its addresses, its order of work) with pages of our own, for which its
site builder has a place: ``renderer`` and ``view``. Its own pages load a dozen scripts, styles and pictures from other
hosts, are English, and show neither rule nor note.

    site.py    stores, runs that are kept, building, swapping in
    pages.py   what stands on a page
    units.py   the same by unit, counted as the report counts
    shares.py  how much of what was looked at is broken: one in so many, in three levels
    words.py   the Vietnamese of columns and suites
"""

from dagster_project.quality.data_docs.site import write_data_docs
from dagster_project.quality.data_docs.units import write_unit_pages

__all__ = ["write_data_docs", "write_unit_pages"]
