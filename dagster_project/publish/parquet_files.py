"""The published tables as Parquet, with the descriptions in the files.

Belongs here: writing one table of `bi.duckdb`. Does not belong here: which tables there are (tables.py).

DuckDB's own COPY writes no metadata of fields: the rows go through Arrow, one batch after the other.
"""

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.publish.dictionary import DescribedTable

# So many rows are in memory at a time, and make one row group.
_ROWS_AT_A_TIME = 122_880


def write_parquet_file(
    path: Path, connection: duckdb.DuckDBPyConnection, query: str, required: set[str], table: DescribedTable
) -> None:
    """Write the rows of `query` in its order; the same rows and descriptions give the same bytes.

    The description of the table stands in the schema's metadata, that of a column in its field's, under
    `description`. `required` columns hold no NULL, and the file says so.
    """
    reader = connection.execute(query).to_arrow_reader(_ROWS_AT_A_TIME)
    fields = []
    for one in reader.schema:
        told = table.columns.get(one.name)
        metadata = {"description": told.description} if told and told.description else None
        fields.append(pa.field(one.name, one.type, one.name not in required, metadata))
    schema = pa.schema(fields, {"description": table.description} if table.description else None)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema), _ROWS_AT_A_TIME)
