"""Mistakes of single lines: each function breaks some lines of one form and says so in them.

A mistake changes what is legible (``values``), what was typed (``typed``) and which rules are broken
(``broken``). Rules that compare returns with one another are not noted here: they follow from the values (see
``tests/oracle``). Which unit makes which mistake in which year stands in ``sample.mistakes``.
"""

from sample.defects import cadres, courses, organisations, ratings
from sample.defects.common import DEFECTS, Context

__all__ = ["DEFECTS", "Context", "cadres", "courses", "organisations", "ratings"]
