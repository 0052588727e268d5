"""The colours of the return-back workbook: each severity has one for a cell and a lighter one for a row.

They differ in lightness too, and the list says the severity in words, so that no one depends on telling red
from orange. The exact values are our own: looks.py takes them off again when a mended file comes back.
"""

CELL = {"return": "#FF8A80", "row": "#FFB866", "warn": "#FFF07A"}
ROW = {"return": "#FFE1DE", "row": "#FFEBD2", "warn": "#FFFBD9"}
SETTLED = "#E3EFE3"
REPAIRED = "#E4ECF4"
NOTHING = "#F7F7F8"
TO_FILL_IN = "#FFFDE8"
NOT_TO_FILL_IN = "#EDEDEE"
HEADING = "#1F4E79"
QUIET = "#7F7F80"
PALETTE = frozenset({*CELL.values(), *ROW.values()})
