"""Pictures for social networks, which take no SVG: a title, figures and intervals as a PNG."""

from leaderboard.cards.drawing import DRAWING, SIZE, Bar, Card, Figure, draw_card
from leaderboard.cards.lettering import can_letter

__all__ = [
    "DRAWING",
    "SIZE",
    "Bar",
    "Card",
    "Figure",
    "can_letter",
    "draw_card",
]
