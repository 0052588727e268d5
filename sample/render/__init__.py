"""Writers of spreadsheet files: one module a file type, each byte for byte the same for the same sheets."""
