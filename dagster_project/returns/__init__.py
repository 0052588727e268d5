"""From a received file to clean rows and persons: plain Python, imports no Dagster."""
