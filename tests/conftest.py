"""What holds for all tests: hypothesis has no deadline, for a machine under load is no failure."""

from hypothesis import settings

settings.register_profile("project", deadline=None)
settings.load_profile("project")
