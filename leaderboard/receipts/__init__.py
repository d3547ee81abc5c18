"""What a voter can be told of one vote for good: its place in the ledger, its digest, and whether
it counts, as far as that may be told."""

from leaderboard.receipts.finding import Receipt, ReceiptState, find_receipt

__all__ = ["Receipt", "ReceiptState", "find_receipt"]
