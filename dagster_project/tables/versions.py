"""Versions of returns: one row a form in a file, as judged and as the ledger orders them."""

import pyarrow as pa

# Which form of which file, and when it came.
_VERSION = [
    ("version_id", pa.string()),
    ("report_year", pa.int32()),
    ("unit_code", pa.string()),
    ("form", pa.string()),
    ("file_key", pa.string()),
    ("file_path", pa.string()),
    ("source_sha256", pa.string()),
    ("received_at", pa.timestamp("us")),
]
# What became of its rows, and the number of rows that the return itself states, where it does.
_COUNTS = [
    ("rows_read", pa.int64()),
    ("rows_accepted", pa.int64()),
    ("rows_quarantined", pa.int64()),
    ("rows_non_data", pa.int64()),
    ("control_total", pa.int64()),
]
JUDGED_VERSION_SCHEMA = pa.schema(
    [
        *_VERSION,
        ("received_order", pa.int64()),
        ("is_rejected", pa.bool_()),
        *_COUNTS,
        # a title row of one of its tables says "Thay thế toàn bộ"
        ("replaces_all", pa.bool_()),
    ]
)
RETURN_VERSION_SCHEMA = pa.schema(
    [
        *_VERSION,
        ("version_number", pa.int64()),
        ("is_usable", pa.bool_()),
        ("is_in_force", pa.bool_()),
        ("is_counted", pa.bool_()),
        *_COUNTS,
    ]
)
