"""Responses that as a whole are JSON or code are shown as they are; Markdown is formatted."""

import pytest

from arena.models import Challenge, Competitor, Kind, Response
from arena.rendering import show_named
from arena.rendering.raw import MOST_READ, language_of_raw

RAW = {
    '{"tool": "book", "arguments": "{\\"note\\": \\"*window* seat_near_bar_\\"}"}': "json",
    '[{"a": 1},\n {"b": "C:\\\\*.txt"}]\n': "json",
    '{"a": 1}\n{"a": 2}\n': "json",
    '<tool_call>\n{"name": "book", "arguments": {"size": 2}}\n</tool_call>': "json",
    "<!DOCTYPE html>\n<html>\n<body>*Hi*</body>\n</html>": "html",
    '<?xml version="1.0"?>\n<a>\n  <b/>\n</a>': "xml",
    "<svg viewBox='0 0 1 1'><path d='M0 0'/></svg>": "xml",
    "\\documentclass{article}\n\\begin{document}\nHi, \\emph{you}.\n\\end{document}": "tex",
    "def area(r):\n    # of a circle\n    return 3.14 * r * r * 1_0\n\nprint(area(2))": "python",
    "import os\n\n__all__ = ['a']\nos.remove('*')": "python",
    "#include <stdio.h>\nint main() {\n  return 5*5*2;\n}": "c",
    "const a = [1]\nfunction f(x) {\n  return x\n}": "javascript",
    "package main\n\nfunc main() {\n\tprintln(1)\n}": "go",
    "SELECT a, COUNT(*)\nFROM b\nWHERE c_d = 1\nGROUP BY a;": "sql",
    "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b": "diff",
    "#!/bin/bash\nrm -- *.txt;\nls()\n": "bash",
    "body {\n  color: red;\n}": "text",
}
MARKDOWN = [
    "",
    "42",
    '"a word"',
    "[a link](https://example.org) first",
    "[1] A. Author, *A title*, 1986.\n[2] B. Author.",
    "{name}, welcome!",
    "{ so it begins }",
    '{"a": 1} is what I *would* send.',
    "import this\n\n- it prints *The Zen of Python*",
    "Import duties are high;\nexport duties are low;",
    "class action lawsuits:\nthey take *years*",
    "```python\ndef f(): pass\n```",
    "Use this:\n\n```c\n#include <a.h>\nint a() {\n```",
    "def f(x) is a **function**.\nIt returns x.",
    "# Title\n\nSome text = more text",
    "# Title\n\n## Another\n",
    "<details>\n<summary>More</summary>\n\n*Hidden*\n\n</details>",
    "<answer>\n**No.** 7\n</answer>",
    "| a | b |\n|---|---|\n| `int f() {` | 2 |",
    "SELECT means to choose.\nFROM says *where* from.\nIt is SQL",
    "for example,\nfor instance\nwith *love*",
    "1. const a = 1\n2. let b = 2",
    "The rain is low;\nThe wind is slow;\nThe lamps are lit {",
    "from here on import taxes\nare **high**",
    "public opinion (of the day\nis *divided*",
    "- {\n- }",
    '"' + "x" * MOST_READ + '"',
]


@pytest.mark.parametrize(("text", "language"), RAW.items(), ids=list(RAW.values()))
def test_json_and_code_are_recognised(text, language):
    assert language_of_raw(text) == language


@pytest.mark.parametrize("text", MARKDOWN, ids=range(len(MARKDOWN)))
def test_markdown_is_not_taken_for_code(text):
    assert language_of_raw(text) is None


def test_a_deeply_nested_text_is_no_error():
    assert language_of_raw("[" * 50_000 + "]" * 50_000) is None


@pytest.mark.django_db
def test_every_character_of_json_is_shown():
    text = r'{"path": "C:\\*.txt", "note": "*window* _seat_"}'
    response = Response(kind=Kind.TEXT, content=text, sha256="raw", pk=1)
    response.challenge, response.competitor = Challenge(), Competitor()
    html = show_named(response, frame_origin="").html
    assert html.startswith('<div class="code" data-language="json">')
    assert "*window* _seat_" in html
    assert r"C:\\*.txt" in html
