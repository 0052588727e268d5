"""What maintainers run beside the project: it is no part of a night."""
