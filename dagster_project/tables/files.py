"""Files on their way: what was received, and what was read of each, sheet by sheet and row by row."""

import pyarrow as pa

# Which file, of whom, and when it came: what every table of files begins with.
_FILE = [
    ("file_key", pa.string()),
    ("report_year", pa.int32()),
    ("unit_code", pa.string()),
    ("file_path", pa.string()),
    ("source_sha256", pa.string()),
    ("received_at", pa.timestamp("us")),
]
# One row a file received (receive/).
INDEX_SCHEMA = pa.schema(
    [
        *_FILE,
        ("received_order", pa.int64()),
        ("size_bytes", pa.int64()),
        ("problem", pa.string()),
        ("is_at_source", pa.bool_()),
        # Changes whenever the content may have changed, as the source lists it; NULL where it does not tell enough.
        ("listing_tag", pa.string()),
    ]
)
# One row a file read.
RAW_FILE_SCHEMA = pa.schema(
    [
        *_FILE,
        ("received_order", pa.int64()),
        ("size_bytes", pa.int64()),
        ("is_readable", pa.bool_()),
        ("found", pa.string()),
        ("remedy", pa.string()),
    ]
)
# One row a table of a sheet.
RAW_SHEET_SCHEMA = pa.schema(
    [
        ("file_key", pa.string()),
        ("sheet_index", pa.int64()),
        ("sheet", pa.string()),
        ("table_number", pa.int64()),
        ("is_hidden", pa.bool_()),
        ("is_feedback", pa.bool_()),
        ("form", pa.string()),
        ("heading_row", pa.int64()),
        ("columns", pa.string()),
        ("labels", pa.string()),
        ("headings", pa.string()),
        ("missing_groups", pa.string()),
        ("legacy", pa.string()),
        ("title_years", pa.string()),
        ("title_units", pa.string()),
        ("replaces_all", pa.bool_()),
        ("says_nothing", pa.bool_()),
        ("control_total", pa.int64()),
        ("rows_read", pa.int64()),
        ("rows_data", pa.int64()),
    ]
)
# One row a non-blank line of a sheet.
RAW_ROW_SCHEMA = pa.schema(
    [
        ("file_key", pa.string()),
        ("sheet_index", pa.int64()),
        ("table_number", pa.int64()),
        ("row_number", pa.int64()),
        ("kind", pa.string()),
        ("cells", pa.list_(pa.string())),
        ("types", pa.string()),
    ]
)
# One row a file received, readable or not, with what the ledger says of it.
RECEIVED_FILE_SCHEMA = pa.schema(
    [
        *_FILE,
        ("size_bytes", pa.int64()),
        ("is_readable", pa.bool_()),
        ("is_counted", pa.bool_()),
    ]
)
# A table of a sheet (or a sheet without one: hidden, feedback, none of the forms), as analysts see what was read of it.
SHEET_TABLE_SCHEMA = pa.schema(
    [
        ("file_key", pa.string()),
        ("report_year", pa.int32()),
        ("unit_code", pa.string()),
        ("sheet_index", pa.int64()),
        ("sheet", pa.string()),
        ("table_number", pa.int64()),
        ("form", pa.string()),
        ("is_hidden", pa.bool_()),
        ("is_feedback", pa.bool_()),
        ("rows_read", pa.int64()),
        ("rows_data", pa.int64()),
    ]
)
# A row that is no data, with its text and what it was taken for: title, heading, column_numbers, section, subtotal,
# total, footer, nil ("Không phát sinh"), numbered_blank (a pre-numbered line left blank).
LEFT_OUT_SCHEMA = pa.schema(
    [
        ("file_key", pa.string()),
        ("report_year", pa.int32()),
        ("unit_code", pa.string()),
        ("form", pa.string()),
        ("sheet_index", pa.int64()),
        ("sheet", pa.string()),
        ("row_number", pa.int64()),
        ("kind", pa.string()),
        ("text", pa.string()),
    ]
)
# One row a canonical column of a sheet, with the place where it stands there.
SHEET_COLUMN_SCHEMA = pa.schema(
    [
        ("file_key", pa.string()),
        ("sheet", pa.string()),
        ("form", pa.string()),
        ("column_name", pa.string()),
        ("column_number", pa.int64()),
    ]
)
