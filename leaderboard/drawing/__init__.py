"""Charts as SVG: numbers and words in, elements out. Knows no Django and no database.

Colours, fonts and widths of lines are the stylesheet's (`static/css/chart.css`), found by class.
"""
