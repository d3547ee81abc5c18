"""Phrases in which a model says who made it, in eight languages.

Matched against folded text before and after the name of a vendor, or, for vendors nobody listed,
around a word such as "language model".
"""

import re

from arena.checks.phrases import KIND

_MADE_EN = (
    r"(?:made|trained|developed|created|built|designed|released|fine-?tuned|engineered|produced|programmed|"
    r"brought to you|provided|operated|maintained|owned|published|crafted|hosted|powered|introduced|launched|"
    r"implemented|coded|offered|taught)"
)
_MADE_EN_LIST = rf"{_MADE_EN}(?:(?:,| and|, and| or) (?:\w+ly )?{_MADE_EN})*"
_GROUP_EN = (
    r"(?:\s(?:the|a|an|company|team|teams|folks|people|good|friendly|smart|researchers|engineers|scientists|"
    r"developers|group|organization|organisation|lab|labs|startup|at|from|of|called|named|known|as|us|here|"
    r"ai|research|french|american|chinese|german|korean|japanese|tech|technology|artificial|intelligence|firm|"
    r"san|francisco|based|paris),?)*\s?[\"(]?"
)
_SELF_EN = (
    r"\b(?:i am|i'm|i was|i've been|i have been|having been|myself|me|as an?|as the|we were)\b"
)
# Said of oneself beside a vendor, these need no "AI".
_MADE_KIND = rf"(?:{KIND}|\b(?:assist|asist|model|system|outil|herramienta|ferramenta|werkzeug|tool\b|program)\w*)"
_NAMED_KIND = rf"[^.!?\n]{{0,100}}?{_MADE_KIND}"
_KNOWLEDGE = (
    r"\b(?:(?:my|our) (?:\w+ ){0,2}(?:knowledge|training|data|weights|parameters|information|cut-?off|responses|answers|guidelines|safety)|"
    r"(?:mein\w*) (?:\w+ )?(?:wissen\w*|training\w*|daten|kenntnisse|trainingsdaten|antworten)|"
    r"(?:mes|mon|ma) (?:\w+ )?(?:connaissances|entrainement|donnees|formation|reponses)|"
    r"(?:mis?|meus?|minhas?) (?:\w+ )?(?:conocimientos?|entrenamiento|datos|respuestas|conhecimentos?|treinamento|treino|dados|respostas))\b"
)

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

_GROUP_DE = (
    r"(?:\s(?:der|dem|den|einem|einer|firma|unternehmen|ki|team|forschern|forschungsteam|entwicklern|menschen|"
    r"ingenieuren|bei|von|us|amerikanischen|franzosischen|deutschen|namens),?)*\s?\"?"
)
_GROUP_ROMANCE = (
    r"(?:\s?(?:la|l'|les|une?|le|el|los|o|a|os|as|da|de|del|do|chez|societe|entreprise|equipe|equipes|empresa|compania|"
    r"companhia|equipo|equipa|time|laboratoire|laboratorio|start-?up|francaise|americaine|estadounidense|francesa|"
    r"americana|ingenieurs|chercheurs|investigadores|ingenieros|pesquisadores|pessoas|personas|gens|en|na|no|llamada|"
    r"chamada|appelee),?\s?)*\"?"
)

# The vendor's name comes next.
MADE_BY_BEFORE = re.compile(
    "|".join(
        (
            rf"{_SELF_EN}(?:\s+(?:\w+ly|first|actually|just|being|an?|all))*\s+{_MADE_EN_LIST}\s+(?:by|at|from|with){_GROUP_EN}$",
            rf"{_SELF_EN}{_NAMED_KIND}[^.!?\n]{{0,70}}?(?:\s(?:by|at|from|of))\b{_GROUP_EN}$",
            rf"{_KNOWLEDGE}[^.!?\n]{{0,60}}?\b(?:by|from|at|von|durch|bei|par|chez|por|pel[oa]|em|en)(?:\s(?:the|der|la|el|a|o))?\s$",
            r"\b(?:my|our) (?:\w+ ){0,2}(?:creators?|developers?|makers?|company|owners?|providers?|designers?|engineers|team|"
            r"builders|trainers|vendor|manufacturer|training|parents?)(?:,|'s name)?(?: (?:is|are|was|were|at|by|from|come|"
            rf"work|here|the))*{_GROUP_EN}$",
            r"\bi(?:'m| am)?(?: (?:come|came|hail|originate|stem|belong|am|was|a|an|the|proud|originally))* (?:from|to|product of|creation of|"
            rf"work of|brainchild of|model of){_GROUP_EN}$",
            r"\b(?:company|lab|team|organi[sz]ation|people|startup|firm)(?: (?:that|who|which|behind))?(?: \w+ed| made| built)? me(?:,| is| are|:)*"
            rf"{_GROUP_EN}$",
            rf"\b(?:(?:ich|mich) (?:wurde|bin|werde)|(?:wurde|bin) ich)\b[^.!?\n,]{{0,40}}?{_DE_MADE}(?: (?:worden))?(?: und \w+)? (?:von|durch|bei){_GROUP_DE}$",
            rf"\b(?:ich bin|bin ich|als)\b{_NAMED_KIND}[^.!?\n]{{0,60}}?{_DE_MADE}(?:es|er|e|en|em)?(?: wurde)?(?: und \w+)? (?:von|durch|bei){_GROUP_DE}$",
            r"\bmeine? (?:entwickler\w*|hersteller\w*|schopfer\w*|erschaffer\w*|anbieter\w*|firma|mutterfirma|betreiber\w*)"
            rf"(?: (?:ist|sind|heisst|heissen|bei|von|kommt|kommen))*{_GROUP_DE}$",
            rf"\bich (?:stamme|komme)(?: \w+)? (?:von|aus dem hause?|aus der schmiede von|aus den laboren von){_GROUP_DE}$",
            rf"\bich bin[^.!?\n]{{0,60}}?(?:{KIND}|modell|produkt|assistent\w*)[^.!?\n]{{0,40}}? (?:von|aus dem hause|der firma){_GROUP_DE}$",
            rf"\b(?:(?:j'ai ete|je suis|je fus)(?: \w+ment)?|(?:je suis|en tant qu\w*|comme){_NAMED_KIND}[^.!?\n]{{0,60}}?|j'ai ete[^.!?\n,]{{0,40}}?)\s(?:{_FR_MADE})(?:,? (?:et|ou) (?:{_FR_MADE}))* par\s{_GROUP_ROMANCE}$",
            rf"\b(?:je suis|en tant qu\w*)\b{_NAMED_KIND}[^.!?\n]{{0,40}}? (?:de|d'|par|chez)\s?{_GROUP_ROMANCE}$",
            r"\b(?:mes|mon|ma) (?:createurs?|developpeurs?|concepteurs?|editeur|societe mere|societe|entreprise|equipe|fabricant)"
            rf"(?:,| (?:est|sont|chez|s'appelle))*\s{_GROUP_ROMANCE}$",
            rf"\bje (?:viens|suis issue?|suis un produit|suis le fruit)[^.!?\n]{{0,30}}? (?:de|chez|d')\s?{_GROUP_ROMANCE}$",
            rf"\b(?:(?:fui|he sido|estoy)(?: \w+mente)?|(?:soy|como)\b{_NAMED_KIND}[^.!?\n]{{0,60}}?|fui[^.!?\n,]{{0,40}}?|soy)\s(?:{_ES_MADE})(?:,? (?:y|e|o) (?:{_ES_MADE}))* por\s{_GROUP_ROMANCE}$",
            rf"\bsoy\b{_NAMED_KIND}[^.!?\n]{{0,40}}? (?:de|por)\s{_GROUP_ROMANCE}$",
            r"\b(?:mis?) (?:creador\w*|desarrollador\w*|empresa(?: creadora)?|fabricante|proveedor)(?:,| (?:es|son|se llama))*\s"
            rf"{_GROUP_ROMANCE}$",
            rf"\bme (?:creo|desarrollo|entreno|hizo|diseno|programo|construyo|crearon|desarrollaron|entrenaron)\s{_GROUP_ROMANCE}$",
            rf"\b(?:provengo|vengo|procedo) de\s{_GROUP_ROMANCE}$",
            rf"\b(?:(?:fui|tenho sido|estou)(?: \w+mente)?|(?:sou|como)\b{_NAMED_KIND}[^.!?\n]{{0,60}}?|fui[^.!?\n,]{{0,40}}?|sou)\s(?:{_PT_MADE})(?:,? (?:e|ou) (?:{_PT_MADE}))* (?:pel[oa]s?|por|na|no|em)\s{_GROUP_ROMANCE}$",
            rf"\bsou\b{_NAMED_KIND}[^.!?\n]{{0,40}}? (?:da|do|de|pela|por)\s{_GROUP_ROMANCE}$",
            r"\b(?:meus?|minha) (?:criador\w*|desenvolvedor\w*|empresa(?: criadora)?|fabricante|programador\w*)"
            rf"(?:,| (?:e|sao|se chama|foi))*\s{_GROUP_ROMANCE}$",
            rf"\b(?:venho|provenho) d[aoe]\s{_GROUP_ROMANCE}$|\b(?:quem me (?:criou|desenvolveu|treinou|fez)) foi\s{_GROUP_ROMANCE}$",
            r"我的(?:开发者|開發者|创造者|創造者|开发商|開發商|研发团队|研發團隊|开发团队|開發團隊|公司|母公司|训练者|制造商|"
            r"开发公司|開發公司|研发公司|东家|创始公司|所属公司)(?:是|为|為|来自|來自|就是|:)*$",
            r"(?:开发|開發|训练|訓練|创造|創造|研发|研發|设计|設計|打造)(?:出)?(?:了)?我的(?:公司|团队|團隊|人|机构|機構|企业)?(?:是|为|為|就是|叫)$",
            r"我(?:来自|來自|出自|隶属于|隸屬於|属于|屬於)(?:于)?$",
            r"(?:私|僕|わたし|自分|当方)を(?:開発|作っ|作成|訓練|製作|設計|生み出し|トレーニング)(?:した|し|て|くれた|たの|している)*"
            r"(?:のは|会社は|企業は|チームは|組織は|開発者は)、?$",
            r"(?:私|僕|わたし)の(?:開発元|開発者|開発会社|製作者|生みの親|作成者|提供元|運営会社|親会社)は、?$",
            r"(?<![\u3040-\u9fff])(?:開発元|開発者|提供元)は、?$",
            r"(?:저를|나를|절) (?:개발|만든|훈련|제작|학습|창조|설계)(?:한|시킨)?\s?(?:회사|곳|것|주체|기업|팀|개발사|사람들?)?(?:는|은)\s?$",
            r"(?:제|저의|나의|내) (?:개발사|개발자|제작사|제작자|창조자|회사|개발 회사)(?:는|은)\s?$",
        )
    )
)
# The vendor's name was before, and somewhere before it the speaker.
SELF_BEFORE = re.compile(
    r"(?:\b(?:i|i'm|me|my|ich|mich|mein\w*|als|je|j'ai|moi|en tant qu|yo|soy|fui|eu|sou|me|mi|como)\b|我|私|僕|わたし|"
    r"저는|나는|전 |난 |제가|저의|저,|作为|作為)[^.!?。!?\n]{0,100}$"
)
MADE_ME_AFTER = re.compile(
    r"^(?:'s (?:team|engineers|researchers))?,? ?(?:(?:who|which|that|the company(?: that| which| who)?|a company that|has|have|originally|"
    rf"first|also) )*(?:{_MADE_EN}|taught|trains|built|gave)(?:,? and {_MADE_EN})* me\b|"
    r"^(?:,? (?:is|are|was))?,? (?:my (?:\w+ )?(?:creator|developer|maker|company|owner|provider|parent)s?\b|"
    r"the (?:\w+ ){0,3}(?:company|lab|team|people|organi[sz]ation)(?: (?:that|who|which|behind))? ?(?:\w+ )?me\b)|"
    rf"^[^.!?\n]{{0,30}}\b(?:hat|haben) mich [^.!?\n]{{0,50}}?{_DE_MADE}|^[^.!?\n]{{0,20}}\bist (?:mein|meine) (?:entwickler|hersteller|schopfer|firma)|"
    rf"^[^.!?\n]{{0,30}}?,? (?:qui )?m'(?:a|ont) {_FR_MADE}|^ est (?:mon|ma) (?:createur|concepteur|developpeur|societe|entreprise)|"
    r"^[^.!?\n]{0,30}?,? (?:que |quien |fue quien )?me (?:creo|desarrollo|entreno|diseno|hizo|programo|construyo|ha creado|ha desarrollado)\b|"
    r"^[^.!?\n]{0,30}?,? (?:que |quem |foi quem |foi a empresa que )?me (?:criou|desenvolveu|treinou|fez|projetou|construiu|programou)\b|"
    r"^(?:es|e) (?:mi|mei?u) (?:creador|desarrollador|criador|desenvolvedor)|"
    rf"^[^。!?\n]{{0,20}}?{_ZH_MADE}了?(?:并\w{{0,6}})?我|^(?:是|就是)我的(?:开发|開發|创造|創造|母|训练)|"
    r"^[^。!?\n]{0,10}?(?:が|は)(?:私|僕|わたし)を|"
    r"^(?:이|가|에서|사가)\s?(?:저를|나를|절)\s?"
)
MADE_AFTER_SELF = re.compile(
    rf"^[^.!?\n]{{0,50}}?\b{_DE_MADE}|"
    rf"^[^。!?\n,，]{{0,16}}?{_ZH_MADE}|"
    rf"^(?:社|inc\.?|株式会社|さん|さま)?(?:に(?:よって|より)?|が|の|で|によって)?[^。!?\n]{{0,16}}?{_JA_MADE}(?:さ|ら)?(?:れ|[^。!?\n]{{0,20}}?{KIND})|"
    rf"^(?:사|社)?\s?(?:에서|에|의|가|이|사가|에 의해)?\s?(?:에 의해\s?)?[^.!?\n]{{0,14}}?{_KO_MADE}(?:되|됐|된 존재|받|졌|어졌|[^.!?\n]{{0,20}}?{KIND})|"
    rf"^(?:'s|s')?[\s-](?:\w+[\s-]){{0,3}}?{KIND}|"
    rf"^(?:的|の|의)\s?\w{{0,8}}?{KIND}"
)
# Without a subject, as these languages allow.
MADE_AFTER = re.compile(
    rf"^(?:社|株式会社)?(?:に(?:よって|より)|が|で)[^。!?\n]{{0,16}}?{_JA_MADE}[^。!?\n]{{0,14}}?{KIND}[^。!?\n]{{0,8}}?(?:です|として|であり|である)|"
    rf"^(?:사|社)?\s?(?:에서|가|이|에 의해)\s?[^.!?\n]{{0,14}}?{_KO_MADE}[^.!?\n]{{0,14}}?{KIND}[^.!?\n]{{0,6}}?(?:입니다|이에요|예요|로서|으로서)"
)
TOPIC_BEFORE = re.compile(r"(?:は|が|은|는|이|가)[^。.!?\n]{0,30}$")
POLICY_AFTER = re.compile(
    r"^(?:'s?)? (?:\w+[ -]){0,3}?(?:polic(?:y|ies)|guidelines|terms|rules|richtlinien|nutzungsbedingungen)\b"
)
I_NEAR = re.compile(r"\b(?:i|i'm|my|me|ich|meine?n?)\b")

# A vendor that nobody listed: "As a language model trained by Someone Else". In original case.
UNLISTED_MAKER = re.compile(
    rf"(?i:(?:\b(?:i am|i'm)|\bas)\s+(?:an?\s+)?[^.!?\n]{{0,60}}?{KIND}[^.\n]{{0,60}}?\b{_MADE_EN_LIST}\s+by\s+(?:the\s+(?:company|team at)?\s*)?)"
    r"(?=[A-Z])(?!(?:AI|I|Humans?|Engineers|Researchers|People|Developers)\b)"
    rf"|(?i:\bi (?:was|am|have been)\s+(?:\w+ly\s+)?{_MADE_EN_LIST}\s+by\s+)(?=[A-Z][\w-]*\s?(?:AI|Labs?|Inc)\b)"
    rf"|(?i:\b(?:ich bin|als)\b[^.!?\n]{{0,60}}?{KIND}[^.\n]{{0,40}}?\b(?:entwickelt|trainiert)\w* (?:wurde )?von )(?=[A-Z][\w-]*[A-Z0-9])"
    rf"|(?i:\bje suis\b[^.!?\n]{{0,60}}?{KIND}[^.\n]{{0,40}}?\b(?:{_FR_MADE}) par )(?=[A-Z])"
    rf"|(?i:\bsoy\b[^.!?\n]{{0,60}}?{KIND}[^.\n]{{0,40}}?\b(?:{_ES_MADE}) por )(?=[A-Z])"
    rf"|(?i:\bsou\b[^.!?\n]{{0,60}}?{KIND}[^.\n]{{0,40}}?\b(?:{_PT_MADE}) (?:pel[oa]|por) )(?=[A-Z])"
    rf"|我是?(?:一个|一個|一款)?(?:由|被)(?!人|我|一|多|许|工程|科|程序|研究|开发|開發)[^。!?\n,，]{{2,14}}?{_ZH_MADE}的[^。\n]{{0,12}}?(?:ai|AI|人工智能|语言模型|大模型|助手)"
    rf"|(?:私|僕)は、?(?!人間|人|研究者|多く|エンジニア)[^。\n、はが]{{2,16}}(?:によって|により|が){_JA_MADE}[^。\n]{{0,8}}(?:AI|言語モデル|アシスタント)"
    rf"|(?:저는|나는) (?!사람|인간|연구|개발자)[^.\n]{{2,16}}?(?:에서|가|이|에 의해) {_KO_MADE}[^.\n]{{0,6}} ?(?:AI|언어|인공지능|대규모)"
)
# A name that nobody listed: "I'm Florin, an AI assistant".
UNLISTED_NAME = re.compile(
    r"(?:(?i:\b(?:i am|i'm|my name is|call me|i am called|i'm called))\s+\"?)(?!(?:AI|I|LLM|GPT)\b)"
    rf"(?P<name>[A-Z][\w.-]*(?:\s[A-Z0-9][\w.-]*)?)\"?(?:,| and (?i:i am|i'm)|\s-)\s+(?i:(?:an?|the|your)\s+[^.!?\n,]{{0,30}}?{KIND})(?!\s(?i:researcher|engineer|expert|consultant|developer|student|enthusiast|startup|company|policy|safety|ethics|specialist|scientist))"
    rf"|(?i:\b(?:ich bin|ich heisse|mein name ist)\s)(?P<name_de>[A-Z]\w+)(?:,| und (?i:ich bin|bin))\s(?i:(?:ein|eine|dein|ihr|der|die)\w* [^.!?\n,]{{0,24}}?{KIND})"
    rf"|(?i:\b(?:je suis|je m'appelle|mon nom est)\s)(?P<name_fr>[A-Z]\w+)(?:,| et (?i:je suis))\s(?i:(?:un|une|votre|ton|l')\w* ?[^.!?\n,]{{0,24}}?{KIND})"
    rf"|(?i:\b(?:soy|me llamo|mi nombre es)\s)(?P<name_es>[A-Z]\w+)(?:,| y (?i:soy))\s(?i:(?:un|una|tu|su)\b [^.!?\n,]{{0,24}}?{KIND})"
    rf"|(?i:\b(?:sou|me chamo|meu nome e)\s(?:o |a )?)(?P<name_pt>[A-Z]\w+)(?:,| e (?i:sou))\s(?i:(?:um|uma|seu|sua|o|a)\b [^.!?\n,]{{0,24}}?{KIND})"
    r"|我(?:是|叫|的名字是|的名字叫)\"?(?P<name_zh>[\w-]{1,10}?)\"?[,，]\s?(?:是)?(?:一个|一個|一款|一名|您的|你的)[^。\n,]{0,12}?(?:ai|AI|人工智能|语言模型|語言模型|大模型|聊天机器人)"
    r"|(?:私|僕)(?:は|の名前は)、?\"?(?P<name_ja>[\w-]{1,12}?)\"?(?:という|と申します。?|、)[^。\n]{0,10}?(?:AI|人工知能|言語モデル)"
    r"|(?:저는|나는|제 이름은)\s?\"?(?P<name_ko>[\w-]{1,12}?)\"?(?:라는|이라는|,|입니다[.,])\s?[^.\n]{0,12}?(?:AI|인공지능|언어 ?모델|챗봇)"
)
