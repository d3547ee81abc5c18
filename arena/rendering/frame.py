"""The documents served in sandboxed frames for web pages and SVG."""

import re

from arena.models import Kind, Response
from arena.rendering.manner import parts_of

# Scripts may run in the frame, without network, forms or an origin.
FRAME_POLICY = (
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'unsafe-inline'; img-src data: blob:; font-src data:; media-src data: blob:; "
    "connect-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors {ancestors}"
)

# What the policy above does not govern: peers, and connections made ahead of a navigation that is
# then refused. Browsers that do not know this header leave these two open.
NO_CONNECTION = "();webrtc=block"

# A Markdown fence around a whole answer is removed.
_FENCED = re.compile(r"\A\s*```[\w-]*\n(?P<inside>.*?)\n?```\s*\Z", re.DOTALL)

_SVG_PAGE = """<!doctype html>
<meta charset="utf-8">
<title>Response</title>
<style>html,body{{margin:0;height:100%}}body{{display:grid;place-items:center;background:#fff}}
svg{{max-width:100%;max-height:100vh;height:auto}}</style>
{svg}
"""


def frame_document(response: Response) -> str:
    """The HTML document of a framed response, without reasoning before it."""
    answer = parts_of(response).answer
    fenced = _FENCED.match(answer)
    content = fenced["inside"] if fenced else answer
    return _SVG_PAGE.format(svg=content) if response.kind == Kind.SVG else content
