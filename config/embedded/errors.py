class CannotStart(Exception):
    """A sentence that says what is missing and what to do."""
