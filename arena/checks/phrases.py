"""Phrases in which a model says what it is called and who made it, in eight languages.

All are matched against folded text (lower case, without accents) directly before or after a name,
so each looks at a window of bounded length.
"""

import re
from collections.abc import Iterable


def _any(*alternatives: str) -> str:
    return f"(?:{'|'.join(alternatives)})"


def _words(text: str) -> Iterable[str]:
    return sorted(text.split(), key=len, reverse=True)


# What may stand between a phrase and the name, word by word.
_FILLERS = _any(
    *_words(
        """
        an? the your my just actually simply really still also indeed called named known as
        models? assistant chatbot bots? ai a\\.i\\. artificial intelligence large language virtual
        digital friendly helpful new latest newest version variant instance member family of based
        powered by running built on fine tuned finetuned conversational generative open source
        llm system program agent company's proudly currently
        being specifically likely probably in fact google google's googles meta meta's metas openai openai's
        openais anthropic anthropic's anthropics microsoft microsoft's amazon amazon's alibaba alibaba's deepmind
        mistral nvidia's xai's
        ein eine einen einem einer eines der die das dem den dein deine deinem ihr ihre ihrem
        sprachmodell sprachmodells grosses grosse ki assistent assistentin sprachassistent chatbot namens genannt
        aus hause namlich
        modell kunstliche intelligenz basierend auf basis von vom virtueller virtuelle digitaler
        digitale freundlicher hilfreicher nur eigentlich einfach gerade hier version variante
        a savoir publie developpe entraine
        un une le la les l votre ton assistante modele de langage grand ia intelligence
        artificielle virtuel virtuelle conversationnel nommee? appelee? base sur du d agent
        robot simplement juste tout bien
        el tu su asistente modelo lenguaje gran grande inteligencia artificial virtual llamad[oa]
        conocid[oa] como basad[oa] en chatbot del al simplemente
        um uma o a os seu sua teu tua assistente linguagem inteligencia chamad[oa] basead[oa] em no na do da
        pelo pela apenas simplesmente
        """.replace("\n", " ")
    )
)
_SEPARATED = r"[\s,:\"'(-]+"
_FILL = rf"(?:{_SEPARATED}{_FILLERS}(?![a-z0-9]))*(?:{_SEPARATED}|$)"

_FILL_ZH_WORDS = (
    r"(?:一个|一個|一款|一名|一位|由|来自|來自|基于|基於|名为|名為|叫做|叫作|叫|是|就是|大型|大|语言|語言|模型|ai|"
    r"人工智能|人工智慧|智能|助手|助理|聊天机器人|聊天機器人|机器人|機器人|的|版本|系列|公司|旗下|您的|你的|您|你|"
    r"\s|\"|,|:|,|、|-|\()*"
)
_FILL_JA_WORDS = (
    r"(?:大規模|言語|モデル|である|対話型|対話|会話|生成|人工知能|アシスタント|チャットボット|ai|株式会社|"
    r"という|名前|の|が|は|、|,|\s|\"|:|-|社|製|ベース|基づく|実は|まさに)*"
)
_FILL_KO_WORDS = (
    r"(?:인공지능|언어|모델|대규모|대형|생성형|대화형|챗봇|어시스턴트|비서|ai|바로|여러분의|당신의|이름은|이름의|"
    r"사실|그냥|의|인|에서|이|가|만든|개발한|도우미|,|\s|\"|:|-)*"
)

# Once, whose it is: "Naver's HyperCLOVA".
FILL_ZH = rf"{_FILL_ZH_WORDS}(?:[\w.][\w. ]{{0,17}}?(?:公司)?(?:(?:开发|開發|研发|研發|训练|訓練|推出|打造|设计|制作)?(?:出来)?的){_FILL_ZH_WORDS})?"
_FILL_JA = rf"{_FILL_JA_WORDS}(?:[\w.][\w. ]{{0,17}}?(?:の|[がに](?:よって)?(?:開発|作|提供|学習|訓練|公開|設計|構築|生み出)\w{{0,5}}(?:た|る)|製の|社の){_FILL_JA_WORDS})?"
_FILL_KO = rf"{_FILL_KO_WORDS}(?:[\w.][\w. ]{{0,17}}?(?:의|(?:에서|가|이|사가) (?:만든|개발한|학습시킨|훈련시킨|훈련한|출시한|제작한|공개한|설계한))\s{_FILL_KO_WORDS})?"

# Saying a name, so that even an ordinary word after it is one.
_NAMING = _any(
    r"my (?:full |official |real |actual |given |model |first )*names?(?: is|'s| would be|:)",
    r"(?:i am|i'm|i was|i've been) (?:called|named|known as|designated)",
    r"(?:you (?:can|may|could) |please |just |people |they |everyone |users )*(?:call|calls) me",
    r"the name(?: is|'s)",
    # Made under that name: "released by Mistral AI as Mixtral".
    r"(?:i was|i have been|i've been|having been|j'ai ete|je suis|ayant ete|fui|he sido|haber sido|tendo sido|ter sido) "
    r"(?:trained|released|developed|created|built|published|launched|entraine|developpe|cree|publie|lance|concu|entrenad|desarrollad|cread|publicad|lanzad|"
    r"treinad|desenvolvid|criad|lancad)[oae]?e?s? [^.!?\n,]{1,40}? (?:as|comme|como|sous le nom d[e']|under the name(?: of)?|con el nombre de|com o nome de)",
    r"ich (?:wurde |bin )?(?:von|bei|durch) \w+(?: \w+)? als",
    r"refer to me as|i go by(?: the name(?: of)?)?|i identify as",
    r"ich (?:heisse|nenne mich)|mein name(?: ist| lautet|:)|man nennt mich|nenn(?:e|en sie|t)? mich",
    r"ich werde|mein modell(?:name)? (?:ist|heisst|lautet)",
    r"je m'appelle|mon nom(?: est|, c'est| c'est|:)|on m'appelle|on me nomme|je me nomme",
    r"(?:m'appeler|appelez[- ]moi|appelle[- ]moi)|je reponds au nom de",
    r"me llamo|mi nombre(?: es| seria|:)|(?:llamarme|llamame|me llaman|me conocen como)",
    r"(?:o )?meu nome(?: e| seria|:)|me chamo|chamo-me|(?:me chamar|chamar-me|me chame)(?: de)?",
    r"(?:podes|pode) tratar-me por|(?:me chamam|chamam-me)(?: de)?",
)
_BEING = _any(
    r"(?:i am|i'm) (?:not|no) [^.!?\n]{1,40}?,? but",
    r"ich bin (?:kein|nicht)\w* [^.!?\n]{1,40}?,? sondern",
    r"je ne suis pas [^.!?\n]{1,40}?,? mais",
    r"no soy [^.!?\n]{1,40}?,? sino(?: que soy)?",
    r"nao sou [^.!?\n]{1,40}?,? (?:mas(?: sim)?|e sim)",
    r"i am|i'm|im|hi,? i'm|it's me|it is me",
    r"ich bin",
    r"je suis|moi,? c'est",
    r"soy",
    r"sou",
)
_PRESENTING = _any(
    r"this is|you've reached|you have reached",
    r"(?:you're|you are) (?:now |currently |actually )*(?:talking|chatting|speaking|interacting|"
    r"conversing|communicating|dealing) (?:to|with)",
    r"hier (?:ist|spricht|schreibt|antwortet)",
    r"(?:du|sie|ihr) (?:sprichst|sprechen|sprecht|chattest|chatten|redest|reden|kommunizier\w+|"
    r"unterhaltst dich|unterhalten sich|schreibst|schreiben)(?: gerade| hier| jetzt| aktuell)* mit",
    r"(?:vous|tu) (?:parlez|parles|discutez|discutes|echangez|echanges|conversez|dialoguez)"
    r"(?: actuellement| ici| en ce moment| maintenant| la)* (?:a|avec)|c'est|ici",
    r"(?:te habla|le habla|habla)|(?:hablas|habla|hablando|chateando|conversando|charlando) con",
    r"(?:falando|conversando|a falar|a conversar|falas|conversas|fala) com|aqui(?: (?:e|fala|esta|habla))?|quem fala e|(?:tu|voce) fala com|estas con|estas usando|voce esta usando|vous utilisez|"
    r"you(?:'re| are) using|sie (?:nutzen|verwenden)|du (?:nutzt|verwendest)",
    # Who is at the other end: "the one answering you is", "behind this answer is".
    r"(?:the one|who is|who's|the (?:assistant|model|ai)(?: that is| that's| who is)?) (?:answering|writing|replying|responding|talking|typing)"
    r"(?: this| here| now)*(?: to)?(?: you| this)?(?: now| here)* (?:is|:)|behind (?:this|these) (?:answers?|words|lines|text|replies) (?:is|are|sits|stands)",
    r"(?:hinter (?:diesen?|dieser|meinen?|meiner) (?:antwort|antworten|worten|zeilen|text|nachricht)|dahinter) (?:steckt|steht|verbirgt sich)",
    r"(?:wer|was) (?:hier|ihnen|dir|gerade|jetzt)(?: \w+){0,2} (?:schreibt|antwortet|spricht),? (?:ist|bin)",
    r"(?:celui|celle|ce) qui (?:vous|te) (?:repond|parle|ecrit)(?: ici| actuellement)* est|derriere (?:cette|ces) (?:reponse|reponses|lignes|mots) se (?:cache|trouve)",
    r"(?:quien|el que|la que) (?:te|le|les|os) (?:escribe|responde|habla|contesta|atiende)(?: aqui| ahora)* es|detras de est[ae]s? (?:respuesta|respuestas|lineas|palabras) esta",
    r"(?:quem|o que|a que) (?:te|lhe|vos) (?:escreve|responde|fala|atende)(?: aqui| agora)* e|por tras dest[ae]s? (?:resposta|respostas|linhas|palavras) esta",
    r"gestatten|darf ich mich vorstellen|ich stelle mich vor|je me presente|me presento|me apresento|allow me to introduce myself",
)
_BASED = _any(
    r"my (?:underlying |base |core |current )*(?:model|identity|engine|architecture|version|llm)"
    r"(?: name| version| family| type)?(?: is|:)",
    r"the (?:underlying )?(?:model|ai|assistant)(?: that)? (?:you're|you are|i am|i'm|i) "
    r"(?:using|talking to|running on|based on|run on)(?: is)?",
    r"i (?:run|operate|work|am running|was built|am built|am powered|am based) (?:on|by)",
    r"ich (?:basiere|beruhe|laufe|arbeite|funktioniere) auf|meine basis ist",
    r"je (?:repose|m'appuie|fonctionne|me base|tourne) (?:sur|avec|grace a)|mon modele(?: est|:)",
    r"(?:me baso|funciono|estoy basad[oa]|trabajo|opero) (?:en|con)|mi modelo(?: es|:)",
    r"(?:baseio-me|me baseio|funciono|fui basead[oa]|estou basead[oa]) (?:em|no|na|com|com o)|"
    r"(?:o )?meu modelo(?: e|:)",
)

_NAMING_ASIAN = _any(
    rf"(?:我的(?:中文|英文|正式|全)?(?:名字|名|名称|名稱)(?:是|叫|叫做|为|為|:)?|名字(?:是|叫)|"
    rf"(?:叫|称呼|稱呼|称|唤|喚|喊)我(?:为|為|作|做)?|我(?:名|的名字)?叫(?:做|作)?|我被?(?:称为|稱為|命名为|命名為))"
    rf"{FILL_ZH}",
    rf"(?:(?:私|わたし|わたくし|僕|ぼく|俺|自分)の(?:正式な)?(?:名前|名|名称|モデル名)(?:は|が)|"
    rf"(?<![\u3040-\u9fff])(?:名前|モデル名)は){_FILL_JA}",
    rf"(?:(?:제|내|저의|나의) (?:공식 )?(?:이름|모델명|명칭)(?:은|이)){_FILL_KO}",
)
_BEING_ASIAN = _any(
    rf"(?<![\u4e00-\u9fff])?(?:我(?:就|其实|其實|实际上|實際上|的身份|的本体|的真实身份|背后的模型|背後的模型|使用的模型|的模型|"
    rf"的底层模型|的底層模型|的核心|现在|現在|目前)*(?:是|为|為|係|乃)|本人(?:是)?|我来自|我來自|我(?:是)?(?:基于|基於|由))"
    rf"{FILL_ZH}",
    rf"(?:正在|现在|現在)?(?:与|與|和|跟|同)(?:您|你|妳)(?:对话|對話|聊天|交流|交谈|說話|说话)的"
    rf"(?:人|对象|對象|ai|人工智能)?(?:就)?是{FILL_ZH}",
    rf"(?:这里是|這裡是|这里就是){FILL_ZH}",
    rf"(?:正在|现在|現在|此刻)?(?:回答|回复|回覆|答复|服务|服務|帮助)(?:您|你|妳)(?:的)?(?:问题|問題)?的(?:就)?是{FILL_ZH}",
    rf"(?:您|你|妳)(?:现在|現在|正在|目前|此刻)*(?:聊天|对话|對話|交谈|交談|交流|说话|說話|咨询)的(?:人|对象|對象|ai|助手|模型)?(?:就)?是{FILL_ZH}",
    rf"(?:^|[,，。!?\n])\s?(?:在下|鄙人|本助手|本机器人)(?:是|就是|乃|名叫|叫)?{FILL_ZH}",
    rf"(?:我|本ai|本模型)?(?:并|並)?(?:不是|非)[^。!?\n]{{1,16}}[,，]?(?:而是|我是|是){FILL_ZH}",
    rf"(?:私|わたし|僕|ぼく|俺)は[^。!?\n]{{1,16}}(?:ではなく|じゃなくて?|でなく)、?{_FILL_JA}",
    rf"(?:저는|나는|전|난)\s[^.!?\n]{{1,16}}(?:이|가)\s(?:아니라|아닌|아니고),?\s?{_FILL_KO}",
    rf"(?:私|わたし|わたくし|僕|ぼく|俺|当方|こちら|自分|あたし|我|小生)"
    rf"(?:の正体|のモデル|のベースモデル|のベース|の基盤)?(?:は|こそ(?:は)?|が|、|も){_FILL_JA}",
    rf"(?:(?:今|いま)?お?話し?(?:を)?(?:し)?(?:して)?いる(?:の|相手)は|会話(?:して)?いる(?:相手|の)は|お使いの(?:モデル|ai)は){_FILL_JA}",
    rf"(?:お?答え|回答|返信|返答|返事|対応|執筆)(?:を)?(?:し|いたし|させていただい)?(?:て|ている|ております|ているのが)?(?:いる)?(?:の|相手|者)は、?{_FILL_JA}",
    rf"(?<![가-힣])(?:저는|나는|전|난|제가|저,|여기는|저희는){_FILL_KO}",
    rf"(?:답변|대답|응답|답장|안내)(?:을|를)?\s?(?:하고|드리고|하는|드리는|해)\s?(?:있는|드리는|계신)?\s?(?:것은|건|ai는|모델은|쪽은|존재는|이는)\s?{_FILL_KO}",
    rf"(?:답변|대답|응답|안내)(?:하는|드리는)\s?(?:것은|건|ai는|모델은|쪽은|존재는|이는)\s?{_FILL_KO}",
    rf"(?:(?:대화|이야기|얘기)(?:를)?\s?(?:하고|나누고)?\s?(?:있는|계신|하는|중인)\s?(?:ai는|상대는|모델은|것은|건|상대방은)|"
    rf"(?:제|내|저의) (?:기반 )?(?:모델|정체|기반)(?:은|는)){_FILL_KO}",
)

NAMING = re.compile(rf"(?:(?<![a-z0-9]){_NAMING}{_FILL}|{_NAMING_ASIAN})$")
BEING = re.compile(rf"(?:(?<![a-z0-9]){_any(_BEING, _BASED)}{_FILL}|{_BEING_ASIAN})$")
PRESENTING = re.compile(rf"(?<![a-z0-9]){_PRESENTING}{_FILL}$")

# "As X, I cannot …": the first person has to follow.
AS_BEFORE = re.compile(
    rf"(?:^|[.!?,;:\n\"(>-]\s*|\b(?:and|but|because|since|und|denn|et|mais|y|pero|e|mas)\s+)"
    rf"(?:as|being|als|en tant qu[e']?|en (?:ma |sa )?qualite d[e']|comme|como|en (?:mi )?calidad de|siendo|enquanto|sendo|na (?:minha )?qualidade de)"
    rf"{_FILL}$|"
    rf"(?:作为|作為|身为|身為){FILL_ZH}$"
)
AS_AFTER = re.compile(
    r"^[^.!?\n]{0,60}?,\s*(?:no|nao) \w+o\b|"
    r"^[^.!?。!?\n]{0,80}?(?:,|，|、|\s)\s*(?:i|i'm|i'd|my|ich|mir|mein\w*|kann ich|habe ich|je|j'|mon|ma|mi|yo|"
    r"no (?:puedo|tengo)|nao (?:posso|tenho)|eu|meu|minha|puedo|posso|tengo|tenho|estoy|estou)\b|"
    r"^[^。!?\n]{0,30}?[,，]\s*我"
)

# After the name, whatever is before it.
SAID_AFTER = re.compile(
    r"^(?:['\"]?\s*(?:here|at your service|speaking)\b[,.!]?(?! (?:is|are|was|in|and)\b)|"
    r"['\")]*(?:と申します|といいます|と言います|とお呼び|と呼んで|と名乗)|"
    r"['\")]*(?:이?라고\s?(?:합니다|해요|불러|부르|불리)))"
)
# "I, Claude, …", "Being Claude, I …".
I_BEFORE = re.compile(
    r"(?:^|[.!?\n\"]\s*)(?:i|ich|moi|yo|eu|我|私|僕|being|da ich|etant)[,，、\s]\s*\"?$"
)
I_AFTER = re.compile(
    r"^\"?[,，、]\s*(?:i\b|i'|ich\b|bin\b|je\b|j'|no\b|nao\b|puedo|posso|me\b|cannot|can|am\b|will|do\b|have\b|kann|habe|\w+o\b|不|没|會|会|可以|は)"
)
# "You are chatting with Claude", where the verb follows.
WITH_BEFORE = re.compile(
    rf"(?:与|與|和|跟|同){FILL_ZH}$|(?:지금|현재|여러분은|당신은|고객님은){_FILL_KO}$"
)
WITH_AFTER = re.compile(
    r"^\"?(?:聊天|对话|對話|交流|交谈|交談)|^\"?(?:과|와|이랑|랑|하고)\s?(?:대화|이야기|얘기|채팅)"
)
# "Assistant (GPT-4o):"
LABEL_BEFORE = re.compile(
    r"(?:^|\n)\W*(?:ai |ki-|virtual )?(?:assistant|ai|bot|model|assistent|asistente|assistente|助手|アシスタント|어시스턴트|모델|模型)\s*[(:/|-]\s*$"
)
LABEL_AFTER = re.compile(r"^\s*\)?\s*(?::|\n|$|\))")
# "This answer was written by Claude."
ANSWER_BEFORE = re.compile(
    r"(?:\b(?:this|my|the (?:above|following)) (?:answer|response|reply|text|message|content|summary|translation|poem|story|essay|article|code|output|"
    r"post|letter|email|page|drawing|image|picture)s?(?: (?:above|below))?(?: was| is| has been| were)?(?: \w+ly)? (?:written|generated|produced|"
    r"created|made|composed|drafted|authored|provided|prepared|given|drawn)(?: for you)? (?:by|with|using)|"
    r"(?:^|[\n(\[]\s*|\* ?|(?:^|\n)[-\u2013\u2014]+ ?)(?:answer|answered|response|written|generated|produced|created|composed|powered|reply) (?:by|with|using)|"
    r"(?:\b(?:diese[rs]?|meine) |(?:^|[.!?\n(\[]\s*)(?:die |der )?)(?:antwort|text|beitrag|inhalt|zusammenfassung|ubersetzung|gedicht|artikel|code|nachricht)(?: (?:wurde|ist|stammt))?"
    r"(?: \w+)? (?:von|durch|mit)|(?:^|[\n(]\s*)(?:antwort|verfasst|geschrieben|erstellt|generiert|erzeugt) (?:von|durch|mit)|"
    r"(?:\b(?:cette|ce|ma) |(?:^|[.!?\n(\[]\s*)(?:la |le )?)(?:reponse|texte|message|contenu|resume|traduction|poeme|article)(?: a ete| est)?(?: \w+ment)? "
    r"(?:redige|ecrit|genere|produit|cree|propose|fourni|compose)e?s? (?:par|avec)|"
    r"(?:\b(?:esta|este|mi) |(?:^|[.!?\n(\[]\s*)(?:la |el )?)(?:respuesta|texto|mensaje|contenido|resumen|traduccion|poema|articulo)(?: fue| ha sido| esta)? "
    r"(?:escrit|generad|redactad|cread|producid|elaborad|hech)[oa] (?:por|con)|"
    r"(?:\b(?:esta|este|minha|meu) |(?:^|[.!?\n(\[]\s*)(?:a |o )?)(?:resposta|texto|mensagem|conteudo|resumo|traducao|poema|artigo)(?: foi| esta)? "
    r"(?:escrit|gerad|redigid|criad|produzid|elaborad|feit)[oa] (?:por|pel[oa]|com))(?: (?:the|o|el|le|la|a|dem|der))?\s\"?$|"
    r"(?:本|此|这个|這個|这条|以上|该|上述|这份)(?:回答|回复|回覆|答案|内容|內容|文本|文章|文|文字|回應|译文|摘要)(?:是)?由\"?$|"
    r"(?:この|本|以上の|当)(?:回答|返答|文章|応答|答え|テキスト|記事|要約|翻訳|コード|詩)(?:は|を|も)、?\"?$|"
    r"(?:이|본|해당|위)\s?(?:답변|글|응답|텍스트|문장|답|요약|번역|코드|시)(?:은|는|을|를)\s?\"?$"
)
ANSWER_AFTER_ASIAN = re.compile(
    r"^\"?(?:自动|自動)?(?:生成|撰写|撰寫|提供|编写|編寫|创作|創作|完成|给出|輸出|输出)|^\"?(?:が|によって|により|で|に)[^。\n]{0,6}(?:作成|生成|執筆|書|出力|提供|回答)|"
    r"^\"?(?:가|이|에 의해|로|으로)\s?[^.\n]{0,6}?(?:작성|생성|만들|제공|썼|쓴)"
)
SIGNED_BEFORE = re.compile(
    r"(?:\b(?:signed|sincerely|regards|yours|best|cheers|greetings|gezeichnet|grusse|gruss|cordialement|signe|saludos|atentamente|firmado|"
    r"atenciosamente|abracos|assinado)\b[^\n]{0,14}\n\s*|\n\s*-{1,2}\s?|\bsigned(?: by)?[:,]?\s)\"?$"
)
_VENDORS = (
    r"(?:google|deepmind|meta|openai|anthropic|microsoft|cohere|xai|x\.ai|alibaba|amazon|mistral ai|deepseek|baidu|tencent|bytedance|"
    r"naver|kakao|lg|nvidia|ibm|apple|moonshot|zhipu|upstage|谷歌|微软|微軟|阿里|百度|腾讯|騰訊|字节|月之暗面|智谱|グーグル|マイクロソフト|"
    r"アンソロピック|구글|네이버|마이크로소프트|앤트로픽|메타|카카오)"
)
SIGNED_AFTER = re.compile(rf"^\W{{0,3}}(?:\(?(?:by |von |de |par )?{_VENDORS}\W*)?(?:\n|$)")
I_CALL_MYSELF = re.compile(
    r"(?:mich|ihr mich|du mich|sie mich)(?: (?:gerne?|einfach|auch))*\s*\"?$"
)
NAME_ME = re.compile(r"^\"?\s*nennen\b")
JA_BEING = re.compile(
    r"^['\")]*(?:です|だよ|だぜ|だ[。!]|であり|である|でございます|という(?:名前|名)?(?:の|です|ai|人工知能|アシスタント|"
    r"大規模|言語|モデル|チャット)|として|ですが|と)"
)
# "Geminiとして、", "Gemini로서 저는": as what it speaks.
JA_AS_BEFORE = re.compile(
    r"(?:^|[。!?\n]|(?:が|に|によって|により)(?:開発|作|訓練|学習|提供|公開|製作)\w{0,6}た)\s?\"?$"
)
JA_AS_AFTER = re.compile(r"^\"?として、(?!\w{0,12}(?:知られ|有名))")
KO_AS_AFTER = re.compile(
    r"^\"?(?:으?로서|으로서)[,\s]\s?[^.!?\n]{0,20}?(?:저는|나는|전 |난 |제가|저의|제 )"
)
KO_GREETS = re.compile(
    r"안녕(?:하세요|하십니까|)[,.!]?\s?(?:\w{1,12}(?:의|에서 만든|가 만든|이 만든) )?\"?$"
)
KO_IS = re.compile(r"^\"?(?:입니다|이에요|예요|이야|야)")
JA_STARTS = re.compile(r"(?:^|[。!?\n]|こんにちは[、,!。]?|はい[、,]|いいえ[、,])\s*\"?$")
JA_INTRODUCES = re.compile(r"^\"?(?:です(?:[。!よ]|$)|と申します|といいます)")

# Words that tell a model from a person.
KIND = (
    r"(?:(?<![a-z0-9])ai(?![a-z0-9])|\ba\.i\.|artificial intelligence|language model|\bllms?\b|\bchat ?bots?\b|\bbot\b|"
    r"(?:virtual|digital|ai|personal|helpful) assistant|(?<![a-z0-9])ki(?![a-z0-9])|sprachmodell\w*|sprachassistent\w*|"
    r"(?:virtuelle|digitale|kunstliche)\w* \w+|(?<![a-z0-9])ia(?![a-z0-9])|intelligence artificielle|modele de langage|"
    r"(?:assistante?|agent) (?:virtuel|conversationnel|numerique)\w*|inteligencia artificial|"
    r"modelo (?:de|del) (?:lenguaje|linguagem)|asistente (?:virtual|digital)|assistente (?:virtual|digital)|"
    r"modelo linguistico|transformer|neural network|"
    r"人工智能|人工智慧|语言模型|語言模型|大模型|智能助手|智能助理|聊天机器人|聊天機器人|人工知能|言語モデル|aiモデル|"
    r"aiアシスタント|チャットボット|対話モデル|인공지능|언어\s?모델|챗봇|ai\s?(?:비서|어시스턴트|모델)|助手|助理|アシスタント|어시스턴트|도우미|비서)"
)
KIND_FOUND = re.compile(KIND)
_HELPERS = re.compile(
    r"\b(?:your|a|an|dein|ihr|ein|votre|ton|un|tu|su|seu|um) (?:\w+ ){0,3}?(?:assistant|assistent|assistante|asistente|assistente)\b"
    r"(?! (?:at|professor|manager|director|coach|to the|editor|teacher|in|der|de la|de direction|del|de vuelo|do|da|social|professora?)\b)"
)
HELPER_FOUND = _HELPERS
# "… made by", "… how can I help": said by models of themselves after a name.
MODEL_TALK = re.compile(
    r"^[\"')]*\s*[,.!:-]?\s*(?:and |which |that |a |an |the |i am |i'm |i was |was )*"
    r"(?:made|built|developed|created|trained|designed|released|brought to you|powered) (?:by|on|to)\b|"
    r"^[^.!?\n]{0,50}\b(?:i was|i am|i'm|i have been) (?:built|trained|designed|created|programmed|made) (?:to|by|on)\b|"
    r"^[^\n]{0,40}\b(?:how (?:can|may) i (?:help|assist)|what can i (?:do|help)|here to (?:help|assist)|"
    r"wie kann ich|womit kann ich|comment puis-je|en quoi puis-je|como (?:puedo|posso)|en que puedo|em que posso)\b|"
    r"^[^\n]{0,40}(?:帮助您|帮助你|帮您|帮你|为您服务|為您服務|協助您|お手伝い|ご質問|お役に立|도와|도움)|"
    r"^[\"')]*,?\s*(?:and|und|et|y|e)\s(?:i'm |i am |i |je |eu )?(?:here\b|help\b|assist|helfe|unterstutze|beantworte|(?:vous |t')?aide\b|"
    r"te ayudo|ayudo|ajudo|estou aqui|estoy aqui|stehe|peux)|"
    r"^[\"')]*\s*,?\s*(?:von|par|por|pel[oa]|desarrollad\w+ por|desenvolvid\w+ pel[oa]|cree?e? par|developpe?e? par|"
    r"entwickelt von|trainiert von)\b"
)

# Who makes models, named beside a model: "Claude, by Anthropic".
VENDOR_NEAR = re.compile(rf"^[^.!?。\n]{{0,26}}?(?:\b|(?<=[^a-z])){_VENDORS}(?![a-z])")

# Words that tell a person from a model.
PERSON = re.compile(
    r"\b(?:years? old|year-old|was born|born in|grew up|i live|i lived|i've lived|i work (?:as|at|in|for)|i worked|"
    r"my (?:wife|husband|mother|father|mum|mom|dad|brother|sister|son|daughter|kids|children|family|dog|cat|boyfriend|"
    r"girlfriend|grandmother|grandfather|uncle|aunt|friends?|neighbou?rs?|job|hometown|parents|class)|"
    r"(?:neighbou?r|baker|teacher|nurse|doctor|farmer|painter|sailor|student|engineer|lawyer|chef|cook|carpenter|captain|"
    r"waiter|plumber|gardener|librarian|musician|singer|writer|author|actor|actress|photographer|manager|director|"
    r"coordinator|receptionist|secretary|kid|child|girl|boy|woman|man|human|person|cat|dog|horse|hamster|puppy|kitten|"
    r"fan|user|customer|subscriber|wind|star|sign|born)\b|"
    r"jahre alt|geboren|ich wohne|ich lebe|ich arbeite|meine? (?:frau|mann|mutter|vater|bruder|schwester|sohn|tochter|"
    r"kinder|familie|hund|katze|eltern|freund\w*|nachbar\w*)|nachbar\w*|backer\w*|lehrer\w*|arzt\w*|bauer\w*|schuler\w*|student\w*|"
    r"ingenieur\w*|kapitan|"
    r"(?:j'ai|tengo|tenho) \d+ (?:ans|anos)|ans et|ne a|nee a|j'habite|je vis|je travaille|"
    r"ma (?:femme|mere|soeur|fille|famille|voisine)|mon (?:mari|pere|frere|fils|chien|chat|voisin|ami)|voisine?|boulang\w+|"
    r"professeure?|medecin|infirmi\w+|etudiante?|peintre|"
    r"naci|vivo en|trabajo (?:como|en)|mi (?:esposa|marido|madre|padre|hermano|hermana|hijo|hija|familia|perro|gato|vecin[oa])|"
    r"vecin[oa]|panader[oa]|maestr[oa]|profesora?|medic[oa]|enfermer[oa]|estudiante|pintora?|"
    r"nasci|moro em|vivo em|trabalho (?:como|em|na|no)|meu (?:marido|pai|irmao|filho|cao|cachorro|gato|vizinho)|"
    r"minha (?:esposa|mulher|mae|irma|filha|familia|vizinha)|vizinh[oa]|padeir[oa]|professora?|enfermeir[oa]|estudante|pintora?)\b|"
    r"岁|歲|出生|住在|我妻子|我太太|我丈夫|妈妈|爸爸|邻居|鄰居|老师|老師|医生|醫生|学生|學生|歳|才です|生まれ|住んで|隣人|先生|会社員|妻|夫|母|父|"
    r"살입니다|살이|태어나|살고|이웃|선생님|의사|학생|아내|남편|엄마|아빠|회사원"
)
# The name belongs to somebody or something else: "Claude's neighbour".
OWNED = re.compile(r"^(?:'s?(?![a-z])|的|의|の|さん|ちゃん|君|氏|씨)")
PEOPLE_OF = re.compile(
    r"^[\s-](?:users?|fans?|experts?|engineers?|developers?|researchers?|employees?|subscribers?|enthusiasts?|customers?|"
    r"skeptics?|sceptics?|savvy|prompts?|api|account|output|detector|wrapper|plugin|client|nutzer\w*|fans?|entwickler\w*|experte\w*)\b"
)
SAID_BY_SOMEBODY = re.compile(
    r"^(?:です|だよ?|と申します|입니다|이에요|예요|이야|야)?[,.!?。]?\s*\"[^。\n]{0,30}?(?:言|答え|名乗|つぶや|叫|说|道|喊|말했|말하|대답|외쳤|소개했)|"
    r"^[,.!?]?\s*['\"][,.]?\s*(?:\w+ ){0,2}?(?:said|says|replied|asked|whispered|shouted|answered|announced|declared|laughed|"
    r"he|she|they|sagte|rief|antwortete|fragte|dit|repondit|murmura|lanca|dijo|respondio|pregunto|disse|respondeu|perguntou|"
    r"说|道|答|说道|と言|と答|と名乗|라고 말|라고 했|라고 대답)"
)
ARTICLE = re.compile(
    r"(?:\b(?:i am|i'm|im|as|i was|this is|am|like)\s+(?:\w+\s+){0,3}?an?|\b(?:ein|eine|einen|einem|un|une|um|uma|una))\s+\"?$"
)
NEUTRAL = re.compile(
    r"^['\")\]]*(?:\s*$|,\s*(?:ready|here|at your|bereit|pret|lista?|pronta?|a votre|a su|ao seu)\b|\s*[.!?。!?~)\n]|\s*[,:;、，-]?\s*(?:and|und|et|y|e)?\s*(?:i am|i'm|i can|i'll|i will|i'd|ich bin|ich kann|ich helfe|"
    r"je suis|je peux|soy|puedo|estoy|sou|posso|estou|eu sou)\b|,\s*(?:not|nicht|pas|no|nao)\b|"
    r"\s*(?:입니다|이에요|예요|이야|이고|이자|야[.! ]|라고|이라고|이라는|라는|로서|으로서|이며|인데)|"
    r"(?:です|だよ|で、|であり|だ[。!]|と申|とい|という|として|であ)|\s*,?\s*(?:nice to meet|pleased to meet|freut mich|enchante|encantad|prazer|mucho gusto))"
)
SURNAME = re.compile(r"^\s(?:(?:van|von|de|du|di|da|la|le|der)\s)?[A-Z][a-z]+")
