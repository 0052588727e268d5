"""Persons: who each row in force of forms 02, 03 and 04 belongs to."""

import pyarrow as pa

PERSON_ROW_SCHEMA = pa.schema(
    [("row_id", pa.string()), ("form", pa.string()), ("person_key", pa.string()), ("link", pa.string())]
)
