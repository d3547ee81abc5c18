"""Charts as SVG: numbers and words in, elements out. Uses no Django and no database.

Colours, fonts and line widths are set by class in the stylesheet (`static/css/chart.css`).
"""

from leaderboard.drawing import forest, heat, lines, svg
from leaderboard.drawing.heat import (
    COUNT_LEVELS,
    MOST_LEVEL,
    Cell,
    count_level,
    deviation_level,
    share_level,
)

__all__ = [
    "COUNT_LEVELS",
    "MOST_LEVEL",
    "Cell",
    "count_level",
    "deviation_level",
    "forest",
    "heat",
    "lines",
    "share_level",
    "svg",
]
