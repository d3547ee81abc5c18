class CannotStart(Exception):
    """Podium cannot start; the message says what is missing and what to do."""
