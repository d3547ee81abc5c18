"""Recognise a response that as a whole is JSON or code, not Markdown, to show it as it is."""

import json
import re

# Longer responses are Markdown, so that a page does not wait for the reading of JSON.
MOST_READ = 100_000
# Programs of one line are rare, and one line of prose may look like one.
LEAST_LINES = 2
# What begins a line of code is there sooner.
LONGEST_LINE = 400

_DOCUMENTS = {
    "html": re.compile(r"\A<(?:!doctype html\b[^>]*>|html\b)[\s\S]*</html\s*>\Z", re.IGNORECASE),
    "xml": re.compile(r"\A<(?:\?xml\b|svg\b)[\s\S]*</[\w:-]+\s*>\Z", re.IGNORECASE),
    "tex": re.compile(r"\A\\documentclass\b[\s\S]*\\end\{document\}\Z"),
}
_TAGGED = re.compile(r"\A<(?P<tag>\w+)>\s*(?P<inside>[\[{][\s\S]*[\]}])\s*</(?P=tag)>\Z")

# Lines that no prose has, by the language they are of.
_STATEMENTS = {
    "bash": r"#!/\S*\b(?:ba|z)?sh$|#!/usr/bin/env (?:ba|z)?sh$",
    "python": r"#!/\S*\bpython[\d.]*$|#!/usr/bin/env python[\d.]*$|(?:async )?def \w+\(|"
    r"class \w+(?:\(.*\))?:$|from [\w.]+ import \S|import [\w.]+(?: as \w+)?$",
    "c": r"#include ?[<\"]\S+[>\"]$|"
    r"(?:int|void|char|double|float|bool|static|unsigned) \*?\w+\(.*[{;]$",
    "javascript": r"(?:export (?:default )?)?(?:async )?function\*? ?\w*\(.*\{$|"
    r"(?:export )?(?:const|let|var) [\w$]+ ?= ?\S|import [\w{}*, ]+ from ['\"]",
    "java": r"(?:public|private|protected) (?:static |final |abstract )*[\w<>\[\], ]+[({]",
    "go": r"package \w+$|func (?:\(\w+ \*?\w+\) )?\w+\(.*\{$",
    "rust": r"(?:pub )?fn \w+\(.*\{$|use [\w:]+(?:::\{[\w, ]+\})?;$",
    "sql": r"(?:SELECT|INSERT INTO|DELETE FROM|CREATE TABLE|WITH \w+ AS) \S",
    "diff": r"diff --git \S+ \S+$|--- a/\S+$",
    "text": r"[^{}]*[^\s{}] ?\{$",
}
_STATEMENT = re.compile("|".join(f"(?P<{name}>{rule})" for name, rule in _STATEMENTS.items()))
# What other lines of code begin or end with. Those that are indented belong to one before them.
_CODE = re.compile(
    r"\s+\S|[}\])@]|#|//|/\*|\*/|--|"
    r"(?:return|else|elif|try|except|finally|if|for|while|with|assert|raise|print)\b.*[\w(){}:;'\"\]]$|"
    r"(?:FROM|WHERE|(?:LEFT |INNER )?JOIN|GROUP BY|ORDER BY|HAVING|LIMIT|AND|OR|SET|VALUES|ON)\b|"
    r"[\w.$\[\]\"', ]+?(?:[-+*/|&^%:]|//|\*\*)?= ?\S|[\w.$]+\(.*\)[;:,{]?$|.*[{};]$"
)
_OF_A_DIFF = re.compile(r"[-+ @\\]|diff |index |new |old |deleted |rename |similarity ")


def language_of_raw(text: str) -> str | None:
    """The language of a response that is JSON, a document or a program; None if it is Markdown.

    JSON is an object or an array, or several, one a line, perhaps between tags: a number or a word
    alone is prose. A document is HTML, XML or LaTeX from its first to its last line. A program has
    at least two lines, each of them reads as code, one as a statement that prose does not have, and
    none is a fence.
    """
    text = text.strip()
    if len(text) > MOST_READ:
        return None
    tagged = _TAGGED.match(text)
    if _is_json(tagged["inside"] if tagged else text):
        return "json"
    for language, document in _DOCUMENTS.items():
        if document.match(text):
            return language
    return _language_of_program([line[:LONGEST_LINE] for line in text.splitlines() if line.strip()])


def _is_json(text: str) -> bool:
    if text[:1] not in ("{", "[") or text[-1] not in "}]":
        return False
    return _is_value(text) or all(map(_is_value, filter(str.strip, text.splitlines())))


def _is_value(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False


def _language_of_program(lines: list[str]) -> str | None:
    if len(lines) < LEAST_LINES:
        return None
    first = next(filter(None, map(_STATEMENT.match, lines)), None)
    if first is None or (first.lastgroup == "text" and not lines[-1].startswith("}")):
        return None
    reads_as_code = _OF_A_DIFF.match if first.lastgroup == "diff" else _line_of_code
    return first.lastgroup if all(map(reads_as_code, lines)) else None


def _line_of_code(line: str) -> bool:
    return bool(_STATEMENT.match(line) or _CODE.match(line)) and "```" not in line
