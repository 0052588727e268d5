"""Mutated files through the processes that open them."""
