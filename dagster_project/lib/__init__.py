"""The ground floor: time, files, stamps, numbers, text and small lists. It knows nobody above it."""
