"""Signs of a name that is that of the author's own family, or of somebody else.

The author's family may be named without any relation to the speaker: that it is named at all
says much.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from arena.checks.authors import Kinship
from arena.checks.evidence import clues_in, split_words
from arena.checks.folding import FoldedText
from arena.checks.sentences import NAME, VENDOR, Sentence

# Relations by which a text clearly says who it is: models say it of others, too.
_CLEAR = {
    *("I am it", "I am made by it", "I am made", "I am a model of it", "my name", "as it", "here"),
    *("made me", "my maker", "talking to you", "I, it", "signed", "not that, but it"),
    *(
        "this text is written by it",
        "written by it",
        "a model made by it",
        "this assistant is made",
    ),
    *("it is, without a subject", "names its file"),
}
# "Grok:" at the beginning of a line; in capitals it is a play.
_SAYS = re.compile(r"\s?(?:\([^()\n]{1,30}\))?\s?(?::(?=[^/\d]|$)|\")")
_FILE_AFTER = re.compile(
    r"[^\s,;:!?()\"]{0,80}(?: - [\w -]{1,60})?\.(?:html?|py|js|ts|svg|png|jpe?g|gif|webp|pdf|md|"
    r"txt|json|csv|xlsx?|docx?|pptx?|css|mp[34]|wav|zip|ipynb|gpx|hwpx?)\b"
)
# Characters of a last line that may be a signature or the like.
_LAST_LINE = 50
_SPEAKER = {"i", "is", "me", "my", "this assistant", "talking"}
# Words from the author's maker to the speaker, and from "I am not" to a name.
_MAKER_WITHIN = 8
_DENIED_WITHIN = 4
# Characters between a name and its maker where one follows the other: "Claude (Anthropic)".
_NEXT = 12
_NEXT_TO_MAKER = re.compile(
    rf"(?:{VENDOR}[^.!?。,|]{{0,{_NEXT}}}{NAME}|{NAME}[^.!?。|]{{0,4}}{VENDOR})"
)
_STRING_BEFORE = re.compile(r"[=:(,\[{]\s?[\"'][^\"'\n]{0,40}$")
_STRING_AFTER = re.compile(r"[^\"'\s]{0,40}[\"']")
_CALLED = re.compile(rf"[={{}}_;]|[\w{NAME}]\(|\bimport\b|\binstall\b")
# Characters on each side of an ordinary word that tell whether it is meant as one.
_AROUND = 1_000
# Who speaks with an assistant in a transcript.
_USER = re.compile(
    r"(?:^|\n)\W{0,4}(?:user|you|me|human|customer|student|q|prompt|nutzer(?:in)?|benutzer|du|ich|schuler|kund\w+|"
    r"utilisat\w+|vous|moi|eleve|toi|client\w?|usuari[oa]|tu|yo|alumn\w|voce|eu|alun\w|cliente|用户|用戶|我|你|您|问|提问者|学生|"
    r"ユーザー|あなた|質問者|生徒|私|사용자|나|질문|학생|당신)\W{0,4}:"
)


@dataclass(frozen=True, slots=True)
class NameContext:
    """What is known of a name beside its sentence.

    Attributes:
        kinship: whose name it is.
        is_note: it is in a title, a comment or metadata.
        is_in_prompt: the prompt has the name, too.
        is_among_others: the text names families of others.
    """

    kinship: Kinship = Kinship.UNKNOWN
    is_note: bool = False
    is_in_prompt: bool = False
    is_among_others: bool = False


def relations_to_maker(sentence: Sentence, context: NameContext) -> Iterator[str]:
    """How the author's own maker may be related to the speaker: less is needed than of others."""
    if context.kinship not in {Kinship.OWN, Kinship.NEAR}:
        return
    if not sentence.mention.name.is_vendor:
        return
    if any(sentence.distance(clue) <= _MAKER_WITHIN for clue in sentence.of("me", "my", "is")):
        yield "its maker and me"
    elif sentence.kinds & _SPEAKER and not sentence.mention.name.is_plain:
        yield "its maker and the speaker"


def signs_of_kinship(
    sentence: Sentence, text: FoldedText, context: NameContext, relations: set[str]
) -> Iterator[str]:
    """Whose name it is, and of the author's own family where and how it stands."""
    if context.kinship is Kinship.UNKNOWN:
        return
    if _is_in_string(sentence):
        yield "in a string"
    if context.kinship is Kinship.NEAR:
        yield "of its maker"
    elif context.kinship is Kinship.OTHER:
        yield "of somebody else" if relations & _CLEAR else "of somebody else, loosely"
        if "not that, but it" not in relations and _is_denied(sentence):
            yield "of whom I am not"
    else:
        yield from _of_own(sentence, text, context, relations)


def _of_own(
    sentence: Sentence, text: FoldedText, context: NameContext, relations: set[str]
) -> Iterator[str]:
    yield "own"
    if not relations:
        yield from _of_no_relation(sentence)
    if context.is_in_prompt:
        yield "asked about"
    if context.is_among_others:
        yield "among others"
    if context.is_note:
        yield "in a note"
    yield from _of_its_place(sentence, text)
    if sentence.mention.name.is_plain and _has_another_sense(text.low, sentence.mention.start):
        yield "another sense around"


def _is_denied(sentence: Sentence) -> bool:
    return any(sentence.distance(clue) <= _DENIED_WITHIN for clue in sentence.of("not me"))


def _of_no_relation(sentence: Sentence) -> Iterator[str]:
    """What is beside a name of the author's family that is not related to the speaker."""
    yield "unrelated"
    if sentence.kinds & _SPEAKER:
        yield "the speaker beside it"
    if "you" in sentence.kinds:
        yield "you beside it"
    if sentence.kinds & {"model", "product"}:
        yield "a model beside it"
    if _NEXT_TO_MAKER.search(sentence.before[-_NEXT:] + NAME + sentence.after[:_NEXT]):
        yield "its maker next to it"


def _is_in_string(sentence: Sentence) -> bool:
    """Whether the name is a string of code or of a setting, such as `model="gpt-4"`."""
    return bool(_STRING_AFTER.match(sentence.after) and _STRING_BEFORE.search(sentence.before))


def is_called(sentence: Sentence) -> bool:
    """Whether signs beside the name are those of code, rather than a parenthesis of prose."""
    return bool(_CALLED.search(sentence.before[-12:] + NAME + sentence.after[:12]))


def _has_another_sense(low: str, start: int) -> bool:
    around = low[max(start - _AROUND, 0) : start + _AROUND]
    return any(clue.kind == "another sense" for clue in clues_in(around, split_words(around)))


def _of_its_place(sentence: Sentence, text: FoldedText) -> Iterator[str]:
    mention = sentence.mention
    low, start, end = text.low, mention.start, mention.end
    line_start = low.rfind("\n", 0, start) + 1
    line_end = low.find("\n", end)
    line = low[line_start : line_end if line_end >= 0 else len(low)]
    is_first = not low[line_start:start].strip(" -*#>") and _SAYS.match(low, end)
    if is_first:
        yield "in a play" if _is_in_capitals(text.plain[start:end]) else "says it"
        if _USER.search(low):
            yield "answers a user"
    if line.count("|") > 1:
        yield "in a row"
    if _FILE_AFTER.match(low, end):
        yield "in a file name"
    if not low[line_start + len(line) :].strip() and len(line) < _LAST_LINE and line_start:
        yield "in the last line"


def _is_in_capitals(words: str) -> bool:
    """Whether it is written as speakers of plays are; `GPT-4` and `CALM` always are."""
    return words.isupper() and words.isalpha() and len(words) > 4  # noqa: PLR2004
