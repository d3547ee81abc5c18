"""Why an audit or a pinning ends without a result."""


class SupplyError(Exception):
    """A sentence for whoever runs the command: what could not be read, reached or believed."""
