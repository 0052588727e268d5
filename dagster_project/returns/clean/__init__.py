"""Raw rows to clean rows: typed, coded, normalised, the text as sent beside every value."""
