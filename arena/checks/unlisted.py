"""Names and makers that nobody listed, where a text says that they are its own, in eight languages.

"I'm Florin, an AI assistant", "as a language model trained by Quillworks".
"""

import re
from collections.abc import Iterator

from arena.checks.folding import FoldedText

# Characters looked at where the speaker begins to speak of itself.
_REACH = 240
_KIND = (
    r"(?:(?<![a-z0-9])ai(?![a-z0-9])|\ba\.i\.|artificial intelligence|language model|\bllms?\b|\bchat ?bots?\b|\bbot\b|"
    r"(?:virtual|digital|ai|personal|helpful) assistant|(?<![a-z0-9])ki(?![a-z0-9])|sprachmodell\w*|sprachassistent\w*|"
    r"(?:virtuelle|digitale|kunstliche)\w* \w+|(?<![a-z0-9])ia(?![a-z0-9])|intelligence artificielle|modele de langage|"
    r"(?:assistante?|agent) (?:virtuel|conversationnel|numerique)\w*|inteligencia artificial|"
    r"modelo (?:de|del) (?:lenguaje|linguagem)|asistente (?:virtual|digital)|assistente (?:virtual|digital)|"
    r"modelo linguistico|transformer|neural network|"
    r"人工智能|人工智慧|语言模型|語言模型|大模型|智能助手|智能助理|聊天机器人|聊天機器人|人工知能|言語モデル|aiモデル|"
    r"aiアシスタント|チャットボット|対話モデル|인공지능|언어\s?모델|챗봇|ai\s?(?:비서|어시스턴트|모델)|助手|助理|アシスタント|어시스턴트|도우미|비서)"
)
_MADE_EN = (
    r"(?:made|trained|developed|created|built|designed|released|fine-?tuned|engineered|produced|programmed|"
    r"brought to you|provided|operated|maintained|owned|published|crafted|hosted|powered|introduced|launched|"
    r"implemented|coded|offered|taught)"
)
_MADE_EN_LIST = rf"{_MADE_EN}(?:(?:,| and|, and| or) (?:\w+ly )?{_MADE_EN})*"
_DE_MADE = (
    r"(?:entwickelt|trainiert|erstellt|geschaffen|gebaut|programmiert|erschaffen|hergestellt|konzipiert|angelernt|"
    r"gemacht|veroffentlicht|entworfen|betrieben|bereitgestellt|ins leben gerufen)"
)
_FR_MADE = (
    r"(?:cree|developpe|entraine|concu|forme|fabrique|elabore|mis au point|propose|programme|construit|realise|"
    r"publie|produit)e?s?"
)
_ES_MADE = (
    r"(?:cread|desarrollad|entrenad|disenad|construid|programad|fabricad|lanzad|producid|elaborad|"
    r"publicad)[oa]s?|hech[oa]s?"
)
_PT_MADE = r"(?:criad|desenvolvid|treinad|projetad|construid|programad|lancad|produzid|concebid|elaborad)[oa]s?|feit[oa]s?"
_ZH_MADE = (
    r"(?:开发|開發|训练|訓練|研发|研發|打造|创造|創造|推出|制作|製作|构建|構建|设计|設計|创建|創建|研制|研製|提供|发布|"
    r"發布|开源|開源|生产)"
)
_JA_MADE = r"(?:開発|作成|訓練|学習|トレーニング|設計|構築|作ら|作り|作っ|制作|提供|生み出|公開|リリース|研究|製作|製造|創)"
_KO_MADE = r"(?:개발|훈련|학습|제작|만든|만들어|만들|구축|설계|창조|출시|교육|공개|내놓은|선보인)"

# A vendor that nobody listed: "As a language model trained by Someone Else". In original case.
_UNLISTED_MAKER = re.compile(
    rf"(?i:(?:\b(?:i am|i'm)|\bas)\s+(?:an?\s+)?[^.!?\n]{{0,60}}?{_KIND}[^.\n]{{0,60}}?\b{_MADE_EN_LIST}\s+by\s+(?:the\s+(?:company|team at)?\s*)?)"
    r"(?=[A-Z])(?!(?:AI|I|Humans?|Engineers|Researchers|People|Developers)\b)"
    rf"|(?i:\bi (?:was|am|have been)\s+(?:\w+ly\s+)?{_MADE_EN_LIST}\s+by\s+)(?=[A-Z][\w-]*\s?(?:AI|Labs?|Inc)\b)"
    rf"|(?i:\b(?:ich bin|als)\b[^.!?\n]{{0,60}}?{_KIND}[^.\n]{{0,40}}?\b(?:entwickelt|trainiert)\w* (?:wurde )?von )(?=[A-Z][\w-]*[A-Z0-9])"
    rf"|(?i:\bje suis\b[^.!?\n]{{0,60}}?{_KIND}[^.\n]{{0,40}}?\b(?:{_FR_MADE}) par )(?=[A-Z])"
    rf"|(?i:\bsoy\b[^.!?\n]{{0,60}}?{_KIND}[^.\n]{{0,40}}?\b(?:{_ES_MADE}) por )(?=[A-Z])"
    rf"|(?i:\bsou\b[^.!?\n]{{0,60}}?{_KIND}[^.\n]{{0,40}}?\b(?:{_PT_MADE}) (?:pel[oa]|por) )(?=[A-Z])"
    rf"|我是?(?:一个|一個|一款)?(?:由|被)(?!人|我|一|多|许|工程|科|程序|研究|开发|開發)[^。!?\n,，]{{2,14}}?{_ZH_MADE}的[^。\n]{{0,12}}?(?:ai|AI|人工智能|语言模型|大模型|助手)"
    rf"|(?:私|僕)は、?(?!人間|人|研究者|多く|エンジニア)[^。\n、はが]{{2,16}}(?:によって|により|が){_JA_MADE}[^。\n]{{0,8}}(?:AI|言語モデル|アシスタント)"
    rf"|(?:저는|나는) (?!사람|인간|연구|개발자)[^.\n]{{2,16}}?(?:에서|가|이|에 의해) {_KO_MADE}[^.\n]{{0,6}} ?(?:AI|언어|인공지능|대규모)"
)
# A name that nobody listed: "I'm Florin, an AI assistant".
_UNLISTED_NAME = re.compile(
    r"(?:(?i:\b(?:i am|i'm|my name is|call me|i am called|i'm called))\s+\"?)(?!(?:AI|I|LLM|GPT)\b)"
    rf"(?P<name>[A-Z][\w.-]*(?:\s[A-Z0-9][\w.-]*)?)\"?(?:,| and (?i:i am|i'm)|\s-)\s+(?i:(?:an?|the|your)\s+[^.!?\n,]{{0,30}}?{_KIND})(?!\s(?i:researcher|engineer|expert|consultant|developer|student|enthusiast|startup|company|policy|safety|ethics|specialist|scientist))"
    rf"|(?i:\b(?:ich bin|ich heisse|mein name ist)\s)(?P<name_de>[A-Z]\w+)(?:,| und (?i:ich bin|bin))\s(?i:(?:ein|eine|dein|ihr|der|die)\w* [^.!?\n,]{{0,24}}?{_KIND})"
    rf"|(?i:\b(?:je suis|je m'appelle|mon nom est)\s)(?P<name_fr>[A-Z]\w+)(?:,| et (?i:je suis))\s(?i:(?:un|une|votre|ton|l')\w* ?[^.!?\n,]{{0,24}}?{_KIND})"
    rf"|(?i:\b(?:soy|me llamo|mi nombre es)\s)(?P<name_es>[A-Z]\w+)(?:,| y (?i:soy))\s(?i:(?:un|una|tu|su)\b [^.!?\n,]{{0,24}}?{_KIND})"
    rf"|(?i:\b(?:sou|me chamo|meu nome e)\s(?:o |a )?)(?P<name_pt>[A-Z]\w+)(?:,| e (?i:sou))\s(?i:(?:um|uma|seu|sua|o|a)\b [^.!?\n,]{{0,24}}?{_KIND})"
    r"|我(?:是|叫|的名字是|的名字叫)\"?(?P<name_zh>[\w-]{1,10}?)\"?[,，]\s?(?:是)?(?:一个|一個|一款|一名|您的|你的)[^。\n,]{0,12}?(?:ai|AI|人工智能|语言模型|語言模型|大模型|聊天机器人)"
    r"|(?:私|僕)(?:は|の名前は)、?\"?(?P<name_ja>[\w-]{1,12}?)\"?(?:という|と申します。?|、)[^。\n]{0,10}?(?:AI|人工知能|言語モデル)"
    r"|(?:저는|나는|제 이름은)\s?\"?(?P<name_ko>[\w-]{1,12}?)\"?(?:라는|이라는|,|입니다[.,])\s?[^.\n]{0,12}?(?:AI|인공지능|언어 ?모델|챗봇)"
)

# Without one of these a text does not say that it is a model.
_KIND_WORDS = (
    *(
        "ai",
        "a.i.",
        "artificial",
        "model",
        "llm",
        "bot",
        "assist",
        "ki",
        "sprach",
        "ia",
        "transformer",
    ),
    *(
        "neural",
        "人工",
        "模型",
        "助",
        "モデル",
        "アシスタント",
        "チャット",
        "인공",
        "모델",
        "챗봇",
        "어시스턴트",
        "비서",
    ),
)
# Where the speaker may begin to speak of itself, and how many such places are looked at.
_SPEAKS = re.compile(
    r"\b(?:i am|i'm|i was|i have been|as an?|my name is|call me|ich bin|ich heisse|mein name|als|je suis|je m'appelle|"
    r"mon nom|soy|me llamo|mi nombre|sou|me chamo|meu nome)\b|我(?=是|叫|由|被|的名字)|(?:私|僕)(?=は|の)|(?:저는|나는|제 이름은)"
)
_MOST_SPOKEN = 5_000


def unlisted_in(text: FoldedText) -> Iterator[tuple[tuple[int, int], str]]:
    """Where a text names itself or its maker by names that nobody listed."""
    if not any(word in text.low for word in _KIND_WORDS):
        return
    why: dict[str, tuple[int, int]] = {}
    for number, speaks in enumerate(_SPEAKS.finditer(text.low)):
        at = speaks.start()
        if match := _UNLISTED_MAKER.match(text.plain, at, at + _REACH):
            why.setdefault("says who made it", _with_next_word(text.plain, match))
        if match := _UNLISTED_NAME.match(text.plain, at, at + _REACH):
            name = next(key for key, value in match.groupdict().items() if value)
            why.setdefault("says its name", match.span(name))
        if len(why) > 1 or number > _MOST_SPOKEN:
            break
    yield from ((span, reason) for reason, span in why.items())


def _with_next_word(plain: str, match: re.Match[str]) -> tuple[int, int]:
    """The span of the maker's name after the phrase; of the phrase where the name is within it."""
    following = re.compile(r"[A-Z][\w.-]*(?:\s[A-Z][\w.-]*){0,3}").match(plain, match.end())
    return following.span() if following else match.span()
