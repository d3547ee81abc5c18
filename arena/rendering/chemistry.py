r"""Write the chemical formulas of `\ce{}` as plain LaTeX, which the converter of formulas knows."""

import re

# One level of braces inside, for `^{2-}`.
_CE = re.compile(r"\\ce\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_ARROWS = {
    "<=>": r"\rightleftharpoons",
    "<->": r"\leftrightarrow",
    "->": r"\rightarrow",
    "<-": r"\leftarrow",
}
_BONDS = {"-": "-", "=": "=", "#": r"\equiv"}
_SIGNS = {"+": "+", "^": r"\uparrow", "v": r"\downarrow", "*": r"\cdot", ".": r"\cdot"}
_NUMBER = r"\d+(?:/\d+)?"
_TOKENS = re.compile(
    r"(?P<arrow><=>|<->|->|<-)(?:\[(?P<above>[^\[\]]*)\])?"
    r"|(?P<state>\((?:aq|s|l|g)\))"
    r"|(?P<sign>(?<=\s)[+^v*.](?=\s|$)|(?<=[\w)\]])[.*](?=[\dA-Z]))"
    rf"|(?P<count>(?:(?<=\s)|^|(?<=[.*])){_NUMBER})"
    r"|(?P<charge>\^(?:\{[\d+\-]{1,4}\}|\d*[+\-]?|\.)|(?<=[\w)\]}])\d*[+\-](?=\s|$|[)\]]))"
    r"|(?P<lower>_\{\w{1,4}\}|_\w|(?<=[A-Za-z)\]])\d+)"
    r"|(?P<name>[A-Z][a-z]?|[a-z]{1,3}(?=\s|$|[\^_)]))"
    r"|(?P<bracket>[()\[\]])"
    r"|(?P<bond>(?<=[\w)])[-=#](?=[A-Z(]))"
    r"|(?P<space>\s+)"
)


def write_chemistry(latex: str) -> str | None:
    r"""The formula with each `\ce{}` written as LaTeX; None if one holds what is not known."""
    parts: list[str] = []
    position = 0
    for found in _CE.finditer(latex):
        written = _written(found[1].strip())
        if written is None:
            return None
        parts += [latex[position : found.start()], written]
        position = found.end()
    return "".join([*parts, latex[position:]])


def _written(formula: str) -> str | None:
    parts: list[str] = []
    position = 0
    while position < len(formula):
        found = _TOKENS.match(formula, position)
        if found is None or found.end() == position:
            return None
        parts.append(_of(found))
        position = found.end()
    return "{" + " ".join(filter(None, parts)) + "}"


def _of(found: re.Match[str]) -> str:
    kind, text = found.lastgroup or "", found[0]
    if found["arrow"]:
        arrow = _ARROWS[found["arrow"]]
        return rf"\overset{{\text{{{found['above']}}}}}{{{arrow}}}" if found["above"] else arrow
    if kind in {"charge", "lower"}:
        raised = "^" if kind == "charge" else "_"
        return f"{raised}{{{text.lstrip('^_').strip('{}')}}}"
    if kind in {"name", "state"}:
        return rf"\mathrm{{{text}}}"
    if kind == "count":
        return rf"{text}\,"
    return {"sign": _SIGNS, "bond": _BONDS}.get(kind, {}).get(text, text.strip())
