class BadInput(Exception):
    """The file or an option cannot be used; the message is for the user."""
