"""Mathematics and chemistry, and what is none."""

from tests.faithful.pair import Pair

FORMULAS = {
    "quadratic": Pair(
        "Solve $ax^2+bx+c=0$.",
        r"The roots are \( x = \frac{-b \pm \sqrt{b^2-4ac}}{2a} \). With $D < 0$ there are none.",
        "$$\\begin{aligned} ax^2+bx+c &= 0 \\\\ x^2 + \\tfrac{b}{a}x &= -\\tfrac{c}{a} \\end{aligned}$$",
    ),
    "cases": Pair(
        "What is |x|?",
        r"$$|x| = \begin{cases} x & \text{if } x \ge 0 \\ -x & \text{otherwise} \end{cases}$$",
        r"\[ |x| = \sqrt{x^2} = \max(x, -x), \qquad \boxed{|x| \ge 0} \]",
    ),
    "matrices": Pair(
        "Rotate by θ.",
        r"$$R = \begin{pmatrix} \cos\theta & -\sin\theta \\ \sin\theta & \cos\theta \end{pmatrix}$$",
        r"$$\det R = \begin{vmatrix} a & b \\ c & d \end{vmatrix} = ad - bc = \boxed{1}$$",
    ),
    "sums": Pair(
        "Name two famous sums and an integral.",
        r"$$\sum_{n=1}^{\infty} \frac{1}{n^2} = \frac{\pi^2}{6}, \quad \prod_{p} \frac{1}{1-p^{-s}}$$",
        r"$$\int_{-\infty}^{\infty} e^{-x^2}\,dx = \sqrt{\pi}$$ and $\lim_{n\to\infty} (1+\tfrac1n)^n = e$",
    ),
    "chemistry": Pair(
        "Burn methane.",
        r"$\ce{CH4 + 2 O2 -> CO2 + 2 H2O}$, and in water $\ce{SO4^2-}$ and $\ce{Ca^2+}$.",
        r"$$\ce{N2 + 3 H2 <=> 2 NH3}$$ and $\ce{^{14}_{6}C}$",
    ),
    "money": Pair(
        "What does it cost?",
        "It costs $12 now and $8 later; **$5** for members, $1.50–$2.00 for children.",
        "Use `echo $HOME $PATH`. It is 30 % of US$100, so $30.",
    ),
    "source-instead": Pair(
        "Draw it in TeX.",
        r"$$\begin{tikzpicture} \draw (0,0) -- (1,1); \end{tikzpicture}$$ is a line.",
        r"$\unknowncommand{x} + \frac{1}{2$ is not closed, and $\href{https://a.example}{x}$ links.",
    ),
    "inline-and-tables": Pair(
        "Table of derivatives.",
        "| $f$ | $f'$ |\n|---|---|\n| $x^n$ | $nx^{n-1}$ |\n| $\\ln x$ | $\\frac{1}{x}$ |",
        "- $\\mathbb{R}$, $\\mathcal{L}$, $\\vec{v}$, $\\hat{x}$, $\\overline{ab}$\n- $\\underbrace{a+b}_{c}$",
    ),
}
