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
