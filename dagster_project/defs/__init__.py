"""Dagster only, and thin: every asset, check and schedule calls one function of the plain packages."""
