r"""A corpus of formulas with what must appear: letters and signs in their order, or the source."""

import re
from html import unescape

import pytest

from arena.rendering.formula import render_formula
from arena.rendering.markdown import render_markdown

# The text of the MathML without spaces; None where the source must be shown.
FORMULAS = {
    r"E = mc^2": "E=mc2",
    r"\frac{-b \pm \sqrt{b^2 - 4ac}}{2a}": "-b±b2-4ac2a",
    r"\begin{aligned} a &= b + c \\ &= d \end{aligned}": "a=b+c=d",
    r"\begin{align} a &= 1 \\ b &= 2 \end{align}": "a=1b=2",
    r"\begin{align*} a &= 1 \\ b &= 2 \end{align*}": "a=1b=2",
    r"\begin{gathered} a \\ b \end{gathered}": "ab",
    r"\begin{gather*} x = 1 \\ y = 2 \end{gather*}": "x=1y=2",
    r"\begin{equation} x = 1 \label{eq:x} \end{equation}": "x=1",
    r"\begin{split} a &= b \\ &= c \end{split}": "a=b=c",
    r"f(x) = \begin{cases} 1 & x > 0 \\ 0 & \text{otherwise} \end{cases}": "f(x)={1x>00otherwise",
    r"\begin{dcases} 1 & x \\ 2 & y \end{dcases}": "{1x2y",
    r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}": "(1234)",
    r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}": "[1234]",
    r"\begin{vmatrix} a & b \\ c & d \end{vmatrix}": "|abcd|",
    r"\begin{Bmatrix} a \\ b \end{Bmatrix}": "{ab}",
    r"\begin{array}{cc} a & b \\ c & d \end{array}": "abcd",
    r"\boxed{42}": "42",
    r"\boxed{\begin{aligned} a &= b \\ c &= d \end{aligned}}": "a=bc=d",
    r"a = b \\ c = d": "a=bc=d",
    r"\ce{H2O}": "H2O",
    r"\ce{2H2 + O2 -> 2H2O}": "2H2+O2→2H2O",
    r"\ce{SO4^2-}": "SO42-",
    r"\ce{Ca(OH)2}": "Ca(OH)2",
    r"\ce{N2 + 3H2 <=> 2NH3}": "N2+3H2⇌2NH3",
    r"\ce{NaCl(aq)}": "NaCl(aq)",
    r"\ce{^{14}_{6}C}": "614C",
    r"\ce{A ->[heat] B}": "A→heatB",
    r"\ce{CuSO4*5H2O}": "CuSO4·5H2O",
    r"K_c = \frac{[\ce{NH3}]^2}{[\ce{N2}]}": "Kc=[NH3]2[N2]",
    r"\int_0^\infty e^{-x^2}\,dx": "∫0∞e-x2dx",
    r"\sum_{n=1}^{\infty} \frac{1}{n^2} = \frac{\pi^2}{6}": "∑n=1∞1n2=π26",
    r"\lim_{x \to 0} \frac{\sin x}{x}": "limx→0sinxx",
    r"\mathbb{P}(X \le x)": "\N{DOUBLE-STRUCK CAPITAL P}(X≤x)",
    r"\text{cost} = \$0.60": "cost=$0.60",
    r"5\,\mathrm{m}": "5m",
    r"\operatorname{argmax}_x f": "argmaxxf",
    r"\binom{n}{k}": "(nk)",
    r"\underbrace{a+b}_{c}": "a+b⏟c",
    r"\overline{x} + \hat{y} + \vec{v}": "x―+y^+v→",
    r"\left( \frac{a}{b} \right)": "(ab)",
    r"\left\{ x \right\}": "{x}",
    r"A \setminus B": "A\N{REVERSE SOLIDUS OPERATOR}B",
    r"\{1, 2\}": "{1,2}",
    r"\mathbf{x}^\top \mathbf{y}": "\U0001d431\N{DOWN TACK}\U0001d432",
    r"\alpha \beta \Gamma \in \mathbb{R}": "αβΓ∈\N{DOUBLE-STRUCK CAPITAL R}",
    r"a \implies b \iff c": "a⟹b⟺c",
    r"\cancel{x}": "x",
    r"\sqrt[3]{x}": "x3",
    r"x_1, \dots, x_n": "x1,…,xn",
    r"\stackrel{a}{=}": "=a",
    r"x \equiv 1 \pmod{n}": "x≡1(modn)",
    r"\xrightarrow{a}": "→a",
    # What is not known, or not whole.
    r"\foo{x}": None,
    r"\SI{5}{m}": None,
    r"\begin{tikzpicture}\draw\end{tikzpicture}": None,
    r"\begin{aligned} a &= b": None,
    r"a & b": None,
    r"{a": None,
    r"a}": None,
    r"\frac{a}": None,
    r"x^": None,
    r"\href{javascript:x}{y}": None,
    r"\text{if $x$}": None,
    r"\ce{H2O ~~ ?}": None,
    r"\begin{array}{c} a \\ \hline b \end{array}": None,
    r"\newcommand{\a}{b} \a": None,
    r"\require{cancel} x": None,
}
LEAST = 60


def text_of(html):
    return "".join(unescape(re.sub(r"<[^>]+>", "", html)).replace("\u2212", "-").split())


@pytest.mark.parametrize("latex", FORMULAS)
def test_a_formula_is_whole_or_its_source(latex):
    html = render_formula(latex, is_display=False)
    if FORMULAS[latex] is None:
        assert html.startswith("<code")
        assert unescape(re.sub(r"<[^>]+>", "", html)) == latex
    else:
        assert html.startswith("<math")
        assert text_of(html) == FORMULAS[latex]


def test_the_corpus_is_large_enough():
    assert len(FORMULAS) >= LEAST


ROWS = {
    r"\begin{aligned} a &= b \\ &= c \end{aligned}": 2,
    r"\begin{cases} a \\ b \\ c \end{cases}": 3,
    r"a \\ b": 2,
}


@pytest.mark.parametrize("latex", ROWS)
def test_each_line_of_a_formula_is_a_row(latex):
    assert render_formula(latex, is_display=True).count("<mtr>") == ROWS[latex]


def test_a_box_is_drawn():
    assert '<menclose notation="box">' in render_formula(r"\boxed{42}", is_display=False)


WRITTEN = [
    "$x^2$", r"\(x^2\)", r"\[x^2\]", "$$x^2$$", "$$\nx^2\n$$", "\\[\nx^2\n\\]",
    "so $x^2$, **$x^2$**",
    "\\begin{aligned}\nx^2 &= 1\n\\end{aligned}", r"so \begin{cases} x^2 \\ 1 \end{cases} holds",
    r"- item $$x^2$$", "已知$x^2$です", "the $n$th and $x$-th", r"$2 \text{ if } x$",
    "$x$ is below 10",
]  # fmt: skip


@pytest.mark.parametrize("text", WRITTEN)
def test_formulas_are_found_as_models_write_them(text):
    html = render_markdown(text)
    assert "<math" in html
    assert "$" not in html


MONEY = [
    "It costs $5 and $10.", "$10 now and $5 later; **$4** for members, $1.50–$2.00 for kids.",
    "A pair: $10K flat, Phase 2 at $8K.", "between $5-$10", "US$5 or C$7", "($5) and ($x) dollars",
    "echo $HOME/$USER", "$HOME:$PATH",
    "I have $5, you have US$, too", "$5和苹果还有$", "a \\$5 b \\$6",
]  # fmt: skip


@pytest.mark.parametrize("text", MONEY)
def test_amounts_and_variables_are_no_formulas(text):
    html = render_markdown(text)
    assert "<math" not in html
    assert "<code" not in html
    assert html.count("$") == text.count("$")
