"""The warehouse between Parquet and marts: how dbt is prepared and what its build is made of. Imports no Dagster."""
