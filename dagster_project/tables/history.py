"""What earlier nights counted: one row a day on which something changed, and its key."""

import pyarrow as pa

_DAY = pa.field("seen_on", pa.date32(), nullable=False)
COUNT_SCHEMA = pa.schema(
    [
        _DAY,
        ("report_year", pa.int32()),
        ("unit_code", pa.string()),
        ("form", pa.string()),
        ("rule_id", pa.string()),
        ("severity", pa.string()),
        ("findings", pa.int64()),
    ]
)
STATE_SCHEMA = pa.schema(
    [
        _DAY,
        ("report_year", pa.int32()),
        ("unit_code", pa.string()),
        ("form", pa.string()),
        ("expected", pa.bool_()),
        ("state", pa.string()),
        ("is_late", pa.bool_()),
        ("rows_accepted", pa.int64()),
        ("rows_quarantined", pa.int64()),
    ]
)
# One row: the day of the night that is running.
NIGHT_SCHEMA = pa.schema([("night_on", pa.date32())])
# The figures of every indicator, a whole set a day; as mart_indicator_vintage.
VINTAGE_SCHEMA = pa.schema(
    [
        pa.field("as_of", pa.date32(), nullable=False),
        ("resolution_code", pa.string()),
        ("report_year", pa.int32()),
        ("unit_code", pa.string()),
        ("indicator_code", pa.string()),
        ("series", pa.string()),
        ("numerator", pa.int64()),
        ("denominator", pa.int64()),
        ("exempt_count", pa.int64()),
        ("unknown_count", pa.int64()),
        ("estimated_missing", pa.int64()),
        ("value_pct", pa.float64()),
        ("lower_pct", pa.float64()),
        ("upper_pct", pa.float64()),
        ("target_pct", pa.float64()),
        ("status", pa.string()),
        ("progress", pa.string()),
    ]
)
# What the figures are made of beside the returns: one row a rule file, a reference list, a part of the code.
FIGURE_STAMP_SCHEMA = pa.schema(
    [
        # rules, reference or code
        ("kind", pa.string()),
        ("name", pa.string()),
        ("stamp", pa.string()),
    ]
)
# All that the figures of a day were made of: the same, and the returns (kind returns, named year/unit/form).
VINTAGE_INPUT_SCHEMA = pa.schema(
    [
        _DAY,
        ("kind", pa.string()),
        ("name", pa.string()),
        # of a return alone
        ("report_year", pa.int32()),
        ("unit_code", pa.string()),
        ("form", pa.string()),
        ("versions", pa.int64()),
        # of a return the SHA-256 of the file in force; NULL = no version is in force
        ("stamp", pa.string()),
    ]
)
