"""What the text of a cell means: codes, dates, identifiers, positions, keys of names."""
