"""Pulling the returns: what lies at the source, and the archive of everything ever received."""
