from arena.errors import ReasonMissing


def stated(reason: str) -> str:
    """The reason without the space around it.

    Raises:
        ReasonMissing: nothing is left of it.
    """
    if not (text := reason.strip()):
        raise ReasonMissing
    return text
