"""SVG: a document that may hold script, style and links."""

from arena.models import Kind
from tests.e2e.corpus.attack import attacks

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '

DRAWINGS = attacks(
    Kind.SVG,
    {
        "script in a drawing": OPEN + "onload=\"top.location='http://{elsewhere}/'\"><script>"
        "fetch('http://{elsewhere}/'); alert(1)</script><circle r='5'/></svg>",
        "remote parts of a drawing": OPEN + '><image href="http://{elsewhere}/i.png"/><use '
        'xlink:href="http://{elsewhere}/u.svg#x"/><feImage href="http://{elsewhere}/f"/>'
        "<style>@import 'http://{elsewhere}/c'; * { fill: url(http://{elsewhere}/#g) }</style></svg>",
        "link of a drawing": OPEN + '><a xlink:href="javascript:alert(1)" target="_top"><rect '
        'id="r" width="999" height="999"/></a><script>document.querySelector("a").dispatchEvent('
        'new MouseEvent("click"))</script></svg>',
        "page inside a drawing": OPEN + '><foreignObject width="900" height="900"><iframe xmlns='
        '"http://www.w3.org/1999/xhtml" src="http://{elsewhere}/"></iframe></foreignObject></svg>',
        "drawing that ends its page": "</style></svg><script>top.location='http://{elsewhere}/'"
        "</script><meta http-equiv=refresh content='0;url=http://{elsewhere}/'>",
        "entities": '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a SYSTEM "http://{elsewhere}/e">'
        f"]>{OPEN}><text>&a;</text></svg>",
        "animated address": OPEN
        + '><a><animate attributeName="href" values="javascript:alert(1)"/>'
        '<text>x</text></a><set attributeName="onmouseover" to="alert(1)"/></svg>',
        "endless drawing": OPEN
        + 'width="99999999" height="99999999"><g id="a">'
        + "<circle r='9'/>" * 3_000
        + '</g><use href="#a"/><use href="#a"/></svg>',
    },
)
