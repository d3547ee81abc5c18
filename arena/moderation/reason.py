from arena.errors import ReasonMissing, ReasonTooLong

LONGEST_REASON = 2_000


def stated(reason: str) -> str:
    """The reason without the space around it.

    Raises:
        ReasonMissing: nothing is left of it.
        ReasonTooLong: it is no reason but a book.
    """
    if not (text := reason.strip()):
        raise ReasonMissing
    if len(text) > LONGEST_REASON:
        raise ReasonTooLong
    return text
