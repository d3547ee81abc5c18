"""A tree of SVG elements, serialised with all text escaped."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

# Characters that XML cannot have, not even by number.
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

type Attribute = str | float
type Child = "Element | str"


@dataclass(frozen=True, slots=True)
class Element:
    name: str
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    children: tuple[Child, ...] = ()

    def __html__(self) -> str:
        """The SVG, which Django templates treat as safe."""
        return "".join(_written(self))

    def find(self, name: str, class_: str = "") -> Iterator["Element"]:
        """All descendants with this name and, if given, this class."""
        for child in self.children:
            if isinstance(child, Element):
                words = str(child.attributes.get("class", "")).split()
                if child.name == name and (not class_ or class_ in words):
                    yield child
                yield from child.find(name, class_)


def element(name: str, *children: Child | None, **attributes: Attribute | None) -> Element:
    """An element; `class_` and `text_anchor` become class and text-anchor; None is left out."""
    named = {
        key.rstrip("_").replace("_", "-"): value
        for key, value in attributes.items()
        if value is not None
    }
    return Element(name, named, tuple(child for child in children if child is not None))


def group(*children: Child | None, **attributes: Attribute | None) -> Element:
    return element("g", *children, **attributes)


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> Element:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def text(words: str, x: float, y: float, class_: str, anchor: str | None = None) -> Element:
    return element("text", words, x=x, y=y, class_=class_, text_anchor=anchor)


def picture(
    *children: Child | None, name: str, title: str, description: str, size: tuple[float, float]
) -> Element:
    """An svg element with a title and a description for screen readers.

    Args:
        children: its contents.
        name: the prefix of its ids, unique on the page.
        title: a few words.
        description: a sentence or two.
        size: width and height in pixels.
    """
    width, height = size
    return element(
        "svg",
        element("title", title, id=f"{name}-title"),
        element("desc", description, id=f"{name}-desc"),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        class_="chart__svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
    )


def number(value: float) -> str:
    """The number with at most two decimals, without trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def points(pairs: list[tuple[float, float]]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in pairs)


def shortened(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def _written(node: Element) -> Iterator[str]:
    yield f"<{node.name}"
    for key, value in node.attributes.items():
        told = value if isinstance(value, str) else number(value)
        yield f" {key}={quoteattr(_NO_XML.sub('', told))}"
    if not node.children:
        yield "/>"
        return
    yield ">"
    for child in node.children:
        yield escape(_NO_XML.sub("", child)) if isinstance(child, str) else child.__html__()
    yield f"</{node.name}>"
