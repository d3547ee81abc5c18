"""How a sentence may relate a name to who speaks, or to the text.

A sentence without any of these relations says nothing about its author. Those that have one are
weighed with everything else that the sentence says (`signs`).
"""

import re
from collections.abc import Callable, Iterator

from arena.checks.evidence import Clue, clues_in, split_words
from arena.checks.sentences import Sentence

# After "I am", words for these mean that the name is that of somebody or something else.
_ELSE = {"person", "uses", "works for", "compares", "another sense"}
# After "I am", the name may come after one of these only if a word for a model is there, too.
# Kinds of words for the speaker, and for what models say of themselves.
_SPEAKER = {"is", "me", "my", "this assistant", "talking"}
_OF_MODELS = {
    *("made", "raised", "product", "maker", "model", "name", "knowledge", "rules", "written"),
    "not human",
}
_OF = frozenset(
    [
        *(
            "about",
            "at",
            "with",
            "for",
            "to",
            "using",
            "than",
            "like",
            "against",
            "on",
            "over",
            "from",
            "of",
        ),
        *("und", "mit", "bei", "fur", "uber", "an", "nach", "von"),
        *("sur", "avec", "pour", "chez", "de", "du", "d'", "des"),
        *(
            "con",
            "para",
            "sobre",
            "en",
            "del",
            "por",
            "contra",
            "com",
            "no",
            "na",
            "em",
            "do",
            "da",
            "dos",
        ),
        *("的", "の", "의"),
    ]
)
_BY = re.compile(
    r"\b(?:by|from|via|using|with|of|von|durch|mit|bei|aus|par|de|d'|chez|avec|du|por|con|del|pelo|pela|pelos|do|da|com|"
    r"no|na)\s?(?:the |der |dem |den |die |la |el |le |los |o |a |einem |einer |un |une |l'|company |team |people |folks |"
    r"ai |firma |societe |empresa |equipe |equipo |an |a |einer |uma? |une? |ki |ia |model |modell |modele |modelo |assistant |language |\"|\()*$|[由被与與跟和]\s?$"
)
_BY_AFTER = re.compile(
    r"[\"')]*\s?(?:社|株式会社|公司|사)?(?:に(?:よって|より|よる)?|が|から|の|で|作|製|出身|生まれ|에서|이|가|의|에 의해|로|"
    r"으로|제작|생성|출신|著|所|自动|训练|開発|开发|研发|推出|生成|写|撰|编|制|家的|旗下)"
)
_COPULA = re.compile(
    r"[\"')]*\s?(?:[(,]?\s?[a-z0-9 .-]{0,20}\)?)?(?:です|でございます|だよ|だ[。!]|である|と申し|といい|と言い|がお|"
    r"が[^。]{0,4}お|にお任せ|って呼|と呼|입니다|이에요|예요|에요|이야|야[.! ]|라고\s?합|이라고\s?합|라고\s?불|"
    r"이라고\s?불|[가이]\s?(?:도와|답|전해)|,\s?인사|드림)"
)
_ENDS_AS = re.compile(
    r"(?:です|でござい|として|なので|であり|である|입니다|이에요|예요|라서|로서|으로서|답게|이라서|이므로)"
)
_SUBJECT = re.compile(r"(?:(?<!にち)(?<!ばん)は|も|는|은|是)[^。.]{0,14}$")
_AS_AFTER = re.compile(
    r"[^。.!?はがも는은]{0,16}?(?:として|なので|ですから|로서|으로서|답게|라서|이므로|인 만큼)"
)
_AS = re.compile(
    r"(?:^\s*|[,;:.!?(\n]\s?|\b(?:and|but|because|since|und|denn|et|mais|y|pero|e|mas|i|ich|moi|yo|eu|me|mich|mir)\s)"
    r"(?:as|being|als|en tant qu[e']|en (?:ma )?qualite d[e']|comme|como|en (?:mi )?calidad de|siendo|enquanto|sendo|"
    r"na (?:minha )?qualidade de|etant)(?:\s?\w+){0,3}?\s?$|(?:作为|作為|身为|身為)[^。,]{0,8}$"
)
_I_DO = re.compile(r"\b(?:no|nao) \w+o\b|[^.!?]{0,60},\s(?:no|nao)\s")
_I_COMMA = re.compile(r"(?:^|[\s\"])(?:i|ich|moi|yo|eu|我|私|僕|저|나)[,，、]?\s?\"?$")
_BUT = re.compile(
    r"(?:\b(?:but|rather|sondern|mais|sino|mas)\s(?:(?:the|o|el|le|a|de)\s)?|而是|ではなく、?|じゃなく、?|아니라\s?)$"
)
_BRED = re.compile(r"(?:育ち|仕込み|生まれ|出身|출신)")
_HERE = re.compile(
    r"[\"')]*,?\s?(?:(?:here|speaking|at your service|says hi|reporting|a l'appareil|a votre|a su|ao seu|"
    r"zu (?:ihren )?diensten|am apparat|(?:ist )?mein name|is my name|is the name)\b|为您|為您|在此|为你)"
)
_LABEL = re.compile(
    r"(?:^|[\n.!?。(|])[^\w\n]*([^\n.!?。:]{1,30}?)\s?[:|(]\s*[\"']?(?:the |der |le |el |o )?$"
)
_CLOSED = re.compile(r"[^\w\n]*(?::|\n|$)")
_DASH = re.compile(r"(?:^|\n)[\s.]*[-~*/#>][-~*/#>. ]*$")
# "chatgpt_answer_7.html"; folding has made spaces of the underscores.
_WORK = r"(?:answers?|responses?|reply|output|solution|antwort|reponse|respuesta|resposta|回答|答案|写的|生成|作|답변|by|por|par|von)"
_EXTENSION = r"[\w -]{0,40}\.(?:html?|py|js|ts|svg|png|jpe?g|gif|webp|pdf|md|txt|json|csv|xlsx?|docx?|css|mp[34]|wav|zip)\b"
_FILE_AFTER = re.compile(rf"[ -]?{_WORK}{_EXTENSION}")
_FILE_BEFORE = re.compile(rf"(?:^|[\W\s])(?:{_WORK}|by|por|par|von)[ -]$")
_ENDS_FILE = re.compile(_EXTENSION)
# Words between "written" and a name.
_WRITTEN_WITHIN = 5
# Characters of a line beside a name that may still be a signature.
_SIGNATURE = 12


def relations_of(sentence: Sentence, *, is_note: bool) -> Iterator[str]:
    """All relations; `is_note` if it is of a title or a comment, which speaks of the text."""
    yield from (name for name, holds in _RELATIONS.items() if holds(sentence))
    for being in sentence.of("is"):
        if being.end <= sentence.at:
            yield from _being(sentence, being)
    yield from _writing(sentence, is_note=is_note)
    yield from _labels(sentence)


def _being(sentence: Sentence, being: Clue) -> Iterator[str]:
    """What stands between "I am" and the name."""
    between = range(being.end, sentence.at)
    length = sentence.length(being.end, sentence.at)
    kinds = {clue.kind for clue in sentence.clues if clue.start in between}
    if kinds & _ELSE or length > 12:  # noqa: PLR2004
        return
    if kinds & {"model", "product", "made"}:
        yield "I am a model of it"
    elif not any(sentence.words[at][0] in _OF for at in between):
        if length <= 1:
            yield "I am it"
        elif length <= 5:  # noqa: PLR2004
            yield "I am nearly it"


def _writing(sentence: Sentence, *, is_note: bool) -> Iterator[str]:
    kinds = ("written", "made") if is_note else ("written",)
    distances = {clue: sentence.distance(clue) for clue in sentence.of(*kinds)}
    near = [clue for clue, distance in distances.items() if distance <= _WRITTEN_WITHIN]
    is_by = by_the_name(sentence)
    is_beside = is_by or min(distances.values(), default=_WRITTEN_WITHIN) <= 2  # noqa: PLR2004
    if near and is_beside and (is_note or {"this text", "this"} & sentence.kinds):
        yield "this text is written by it"
    line = len(split_words(sentence.before.rpartition("\n")[2]))
    if near and is_by and (line <= 1 or max(clue.start for clue in near) <= sentence.at - line + 1):
        yield "written by it"


def _labels(sentence: Sentence) -> Iterator[str]:
    """ "Author: …", "Assistant (…):"."""
    label = sentence.line.count("|") <= 1 and _LABEL.search(sentence.before[-60:])
    if label and {"label", "sign-off"} & {
        clue.kind for clue in clues_in(label[1], split_words(label[1]))
    }:
        yield "labelled maker" if sentence.mention.name.is_vendor else "labelled"
        if _CLOSED.match(sentence.after):
            yield "labelled alone"


def by_the_name(sentence: Sentence) -> bool:
    return bool(_BY.search(sentence.before[-60:]) or _BY_AFTER.match(sentence.after))


def is_copula_after(sentence: Sentence) -> bool:
    return bool(_COPULA.match(sentence.after))


def _as_it(sentence: Sentence) -> bool:
    """ "As …, I cannot"; in Japanese and Korean the particle follows."""
    if _AS_AFTER.match(sentence.after):
        return not _SUBJECT.search(sentence.before)
    speaks = bool(sentence.kinds & {"i", "is", "me", "my"})
    return bool(_AS.search(sentence.before)) and (speaks or bool(_I_DO.search(sentence.after)))


def _is_without_subject(sentence: Sentence) -> bool:
    return is_copula_after(sentence) and not _SUBJECT.search(sentence.before)


def _is_model_of_it(sentence: Sentence) -> bool:
    """In Japanese and Korean: a model made by it, where nobody else is the subject."""
    if _SUBJECT.search(sentence.before) or sentence.after[:1].isascii():
        return False
    kinds = {clue.kind for clue in sentence.clues if clue.start > sentence.at}
    is_made = bool(kinds & {"made", "raised"}) and "model" in kinds
    return is_made and bool(_BY_AFTER.match(sentence.after) and _ENDS_AS.search(sentence.after))


def _is_here(sentence: Sentence) -> bool:
    """ "Gemini here", "this is …", "aquí …" at the beginning of a sentence."""
    if _HERE.match(sentence.after):
        return True
    for clue in sentence.of("here"):
        between = [word[0] for word in sentence.words[clue.end : sentence.at]]
        if clue.end <= sentence.at and len(between) <= 2 and not _OF & set(between):  # noqa: PLR2004
            start = sentence.low[: sentence.words[clue.start].start()].rstrip(" ")
            return not start or start[-1] in ',.!?\n"-。、:;'
    return False


def _follows_its_rules(sentence: Sentence) -> bool:
    speaks = sentence.kinds & {"i", "me", "is", "this text", "this assistant", "not human"}
    return bool(speaks) and any(sentence.distance(clue) <= 5 for clue in sentence.of("rules"))  # noqa: PLR2004


def _is_signed(sentence: Sentence) -> bool:
    return len(sentence.rest_of_line) < _SIGNATURE and any(
        sentence.distance(clue) <= 4  # noqa: PLR2004
        for clue in sentence.of("sign-off")
    )


def _is_after_a_dash(sentence: Sentence) -> bool:
    is_free = not sentence.rest_of_line or "this assistant" in sentence.kinds
    return is_free and not sentence.families and bool(_DASH.search(sentence.before))


def _names_its_file(sentence: Sentence) -> bool:
    if _FILE_AFTER.match(sentence.after):
        return True
    return bool(_FILE_BEFORE.search(sentence.before) and _ENDS_FILE.match(sentence.after))


def _acts_on_me(sentence: Sentence) -> bool:
    """ "Anthropic has asked me to …"; others than vendors of models write letters, too."""
    name = sentence.mention.name
    return (
        name.is_vendor
        and not name.is_plain
        and any(
            me.start > sentence.at and sentence.distance(me) <= 5  # noqa: PLR2004
            for me in sentence.of("me")
        )
    )


def _is_raised(sentence: Sentence) -> bool:
    return (
        sentence.near("me", "raised", 6, in_order=True)
        or sentence.near("raised", "me", 2, in_order=True)
        or sentence.near("is", "raised", 4)
        or (bool(_BRED.match(sentence.after)) and not _SUBJECT.search(sentence.before))
        or sentence.near("my", "raised", 3)
    )


def _is_made(sentence: Sentence) -> bool:
    return sentence.near("is", "made", 7) or sentence.near("is", "product", 4)


def _made_me(sentence: Sentence) -> bool:
    return sentence.near("me", "made", 6, in_order=True) or sentence.near(
        "made", "me", 2, in_order=True
    )


def _has_name(sentence: Sentence) -> bool:
    return (
        sentence.near("my", "name", 1, in_order=True)
        or sentence.near("me", "name", 2)
        or sentence.near("is", "name", 3)
    )


_RELATIONS: dict[str, Callable[[Sentence], bool]] = {
    "as it": _as_it,
    "I, it": lambda it: bool(_I_COMMA.search(it.before)),
    "it is, without a subject": _is_without_subject,
    "here": _is_here,
    "talking to you": lambda it: any(it.distance(clue) <= 8 for clue in it.of("talking")),  # noqa: PLR2004
    "this assistant": lambda it: any(it.distance(clue) <= 8 for clue in it.of("this assistant")),  # noqa: PLR2004
    "I am made": _is_made,
    "I am made by it": lambda it: it.near("i", "made", 12) and by_the_name(it),
    "made me": _made_me,
    "raised me": _is_raised,
    "my maker": lambda it: it.near("my", "maker", 3) or it.near("me", "maker", 0),
    "my knowledge": lambda it: it.near("my", "knowledge", 3) or it.near("my", "product", 2),
    "my model": lambda it: it.near("my", "model", 2),
    "my name": _has_name,
    "I am a model": lambda it: it.near("is", "model", 4),
    "this assistant is made": lambda it: it.near("this assistant", "made", 8),
    "a model made by it": _is_model_of_it,
    "its rules": _follows_its_rules,
    "names its file": _names_its_file,
    "the vendor and me": _acts_on_me,
    "not that, but it": lambda it: "not me" in it.kinds and bool(_BUT.search(it.before)),
    "of the speaker": lambda it: bool(it.kinds & _SPEAKER and it.kinds & _OF_MODELS),
    "of me": lambda it: "i" in it.kinds and bool(it.kinds & _OF_MODELS),
    "signed": _is_signed,
    "after a dash": _is_after_a_dash,
    "alone": lambda it: not it.rest_of_line and "|" not in it.line and not it.families,
}
