"""What every page must look like, whatever is on it."""

from axe_playwright_python.sync_playwright import Axe

# A screen of 1,280 pixels is 640 wide when zoomed to 200 %, and 320 at 400 %.
WIDTHS = (1600, 768, 640, 360, 320)


def look_at(page) -> None:
    """Nothing for axe to find in either theme, and nothing wider than any screen."""
    for colours in ("light", "dark"):
        page.emulate_media(color_scheme=colours, reduced_motion="reduce")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{colours}: {found.generate_report()}"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert width_of(page) <= width


def width_of(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth")
