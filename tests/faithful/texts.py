"""Lines, stars, raw content, HTML, pictures and diagrams."""

from tests.faithful.pair import Pair

DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGM4Y"
    "fQfK2IYlBIAHHWHARYKNZMAAAAASUVORK5CYII="
)

LINES = {
    "poem": Pair(
        "Write two short verses.\n\nLike this:\n  one line\n    one more line",
        "The kettle hums,\nthe window steams,\nthe cat becomes\na loaf of dreams.\n\nThe end.",
        "The kettle hums,  \nthe window steams,  \nthe cat becomes  \na loaf of dreams.",
    ),
    "address": Pair(
        "Where do I send it?\n\tUse one line for each part.",
        "Harbour Office\n12 Quay Street\nNorthport\n\nOpening hours:\nMon 9-12\nTue 9-12",
        "1. Harbour Office\n   12 Quay Street\n2. Northport\n\n* Mon 9-12\n* Tue 9-12",
    ),
    "signs": Pair(
        r"What is 12*12/3*4? And __init__, a_b_c.py, C:\*.log, <T>, 5 < 6, # no heading, 1. no list?",
        "12*12/3*4 = 192, and `__init__` makes an instance. a_b_c.py is a name.",
        r"It is 192. In C:\\temp\\ use `*.log`. An *emphasis*, a **strong** word, a ~~struck~~ one.",
    ),
    "one-markdown-prompt": Pair(
        "## The task\n\nCompare **two** sorts:\n\n1. by merging\n2. in place\n\n`n` is at most $10^6$.",
        "| sort | time | stable |\n|:--|--:|:-:|\n| merge | $n \\log n$ | yes |\n| heap | $n \\log n$ | no |",
        "### Merging\n\nStable[^1].\n\n### In place\n\nNot so.\n\n[^1]: Equal keys keep their order.",
        {"prompt_format": "markdown"},
    ),
    "raw-json": Pair(
        "Answer in JSON alone.",
        '{"path": "C:\\\\data\\\\*.csv", "mask": "__all__", "lines": "one\\ntwo", "n": [1, 2, 3]}',
        '{"event": "open", "id": 1}\n{"event": "close", "id": 2, "note": "*starred*"}',
    ),
    "raw-code": Pair(
        "Write the program alone, without a word.",
        'import re\n\n\ndef words(text):\n    return re.findall(r"\\w+", text)\n\n\nprint(words("a *b* c"))',
        "```python\nimport re\n\nprint(re.findall(r'\\w+', 'a *b* c'))\n```",
    ),
    "lists": Pair(
        "Pack for three days.",
        "- clothes\n  - two shirts\n  - socks\n- [ ] tickets\n- [x] keys\n\n> Travel light.\n>\n> > Or not.",
        "1. clothes\n\n   with a second paragraph\n2. tickets\n   1. there\n   2. and back\n\n---\n\nDone.",
    ),
    "long-words": Pair(
        "A long name?",
        "https://docs.example.org/" + "a-very-long-path/" * 12 + " and " + "W" * 300,
        "|" + " column |" * 14 + "\n|" + "---|" * 14 + "\n|" + " a cell |" * 14,
    ),
}

LEFT_OUT = {
    "pictures-from-elsewhere": Pair(
        "Show me a lighthouse.",
        "![A lighthouse at dusk](https://pictures.example/a.png) and ![](http://b.example/x.gif)",
        "[![a badge](https://badges.example/b.svg)](https://example.org) Text after it.",
    ),
    "pictures-within": Pair(
        "Draw a dot.",
        f"![An orange square]({DOT})\n\nThat is all.",
        "![broken](data:image/png;base64,AAAA) ![vector](data:image/svg+xml;base64,PHN2Zy8+)",
    ),
    "html-that-works": Pair(
        "Which keys, and what is water?",
        "Press <kbd>Ctrl</kbd>+<kbd>C</kbd>.<br>H<sub>2</sub>O, x<sup>2</sup>.",
        "<details><summary>Steps</summary>\n\n1. boil\n2. **pour**\n\n</details>\n\n| a | b |\n|-|-|\n| x<br>y | z |",
    ),
    "html-that-is-text": Pair(
        "Centre a heading. <b>bold</b>?",
        '<p align="center">centred</p> <u>under</u> <font color="red">red</font> &copy; &lt;i&gt;',
        "<script>alert(1)</script>\n\n<table><tr><td>cell</td></tr></table>\n\nif a < b && b > c: pass",
    ),
    "diagrams": Pair(
        "Draw the flow.",
        "```mermaid\ngraph TD\n  A[Start] --> B{Ready?}\n  B -- yes --> C[Go]\n```",
        "```plantuml\n@startuml\nA -> B: hello\n@enduml\n```\n\n```dot\ndigraph { a -> b }\n```",
    ),
    "reasoning": Pair(
        "Is 119 a prime?",
        "<think>\n7 times 17 is 119.\n</think>\n\nNo: 119 = 7 · 17.",
        "<think>\nTry 7.\n\n- 7 · 17\n</think>\n\n**No.**",
    ),
    "code": Pair(
        "Count lines in three languages.",
        '```sh\nwc -l *.txt | sort -n\n```\n\n```rust\nfn main() { println!("{}", 1); }\n```',
        "```diff\n- old\n+ new\n```\n\n    indented code\n\n```\nno language\n```",
    ),
}
