"""Social preview images as PNG: a title, figures and intervals."""

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
