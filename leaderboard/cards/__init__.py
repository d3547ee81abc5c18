"""Pictures for other sites: social preview images as PNG, badges as SVG."""

from leaderboard.cards.badges import (
    BADGE_DRAWING,
    CARD_SIZE,
    STYLES,
    THEMES,
    Badge,
    Style,
    Theme,
    draw_badge,
)
from leaderboard.cards.drawing import DRAWING, SIZE, Bar, Card, Figure, draw_card
from leaderboard.cards.lettering import can_letter

__all__ = [
    "BADGE_DRAWING",
    "CARD_SIZE",
    "DRAWING",
    "SIZE",
    "STYLES",
    "THEMES",
    "Badge",
    "Bar",
    "Card",
    "Figure",
    "Style",
    "Theme",
    "can_letter",
    "draw_badge",
    "draw_card",
]
