"""Directions, scripts, and where lines break."""

from tests.faithful.pair import Pair

THAI = "ภาษาไทยไม่มีช่องว่างระหว่างคำดังนั้นเบราว์เซอร์ต้องรู้ว่าจะตัดบรรทัดตรงไหนจึงจะอ่านง่าย" * 3
JAPANESE = (
    "日本語の文章には単語の間に空白がありませんが、行の頭に句読点が来ることはありません。" * 4
)

LANGUAGES = {
    "hebrew-after-english": Pair(
        "How do I say hello in Hebrew? איך אומרים?",
        "In Hebrew you say:\n\nשלום, מה שלומך היום?\n\nIt means *hello, how are you today?*",
        "שלום לכולם! הפקודה `git status` מציגה את המצב.\n\nThat was Hebrew with a command in it.",
    ),
    "hebrew-lists": Pair(
        "רשימת קניות וטבלה, בבקשה.",
        "רשימת הקניות:\n\n- לחם\n- חלב (2 ליטר)\n- ביצים\n\n1. לקנות\n2. לבשל\n\n> אין כמו בבית.",
        "| פריט | כמות | מחיר |\n|---|---|---|\n| לחם | 1 | 12.90 |\n| milk | 2 | 7.50 |\n\nסך הכול: 27.90",
        {"language": "he"},
    ),
    "code-in-arabic": Pair(
        "اشرح كيف أعرض الملفات.",
        "لعرض الملفات:\n\n```bash\nls -la ./src | grep '\\.py$' # list\n```\n\nثم افتح `README.md` بعد ذلك.",
        "1. افتح الطرفية\n2. اكتب `cd src/`\n3. المعادلة $E = mc^2$ من اليسار.\n\nDone: تم.",
        {"language": "ar"},
    ),
    "persian-and-urdu": Pair(
        "سلام، حال شما چطور است؟",
        "من خوبم، ممنون. عدد ۱۲۳ و نیم‌فاصله: می‌روم.\n\n**پررنگ** و *مورب*",
        "میں ٹھیک ہوں، شکریہ۔\n\n- پہلا\n- دوسرا",
        {"language": "fa"},
    ),
    "thai": Pair(
        "อธิบายการตัดคำ", THAI, f"- {THAI}\n- **ตัวหนา** และ `code` ในข้อความ", {"language": "th"}
    ),
    "japanese": Pair(
        "改行について説明してください。",
        JAPANESE,
        f"これは**「重要」**です。{JAPANESE}\n\n- 箇条書き（一）\n- 箇条書き（二）",
        {"language": "ja"},
    ),
    "chinese": Pair(
        "请说明标点与粗体。",
        "这是**“引号”**中的粗体，**注意：**后面是文字。" + "中文没有空格，但是行首不能有逗号。" * 6,
        "| 名称 | 数量 |\n|---|---|\n| 苹果 | 三 |\n| 梨 | 五 |\n\n繁體字：龍、龜、臺灣。",
        {"language": "zh"},
    ),
    "korean": Pair(
        "띄어쓰기를 설명해 주세요.",
        "한국어는 **(단어)**를 띄어 씁니다. " + "그래서 줄은 단어 사이에서 바뀝니다. " * 8,
        "1. 하나\n2. 둘\n\n> 인용문입니다.",
        {"language": "ko"},
    ),
    "hindi": Pair(
        "नमस्ते, यह क्या है?",
        "यह **देवनागरी** लिपि है। क्षत्रिय, ज्ञान, श्री जैसे संयुक्त अक्षर।\n\n- एक\n- दो",
        "संस्कृतम्: सत्यमेव जयते। अंक १२३४।",
        {"language": "hi"},
    ),
    "mixed-scripts": Pair(
        "Say good morning everywhere.",
        "- Good morning\n- בוקר טוב\n- صباح الخير\n- おはよう\n- 早上好\n- สวัสดีตอนเช้า\n- सुप्रभात",
        "| language | words |\n|---|---|\n| Hebrew | בוקר טוב |\n| Greek | Καλημέρα |\n| Russian | Доброе утро |",
    ),
    "marks-and-emoji": Pair(
        "Accents and pictures?",
        "Žluťoučký kůň, naïve café, Å, ﬁne; combining: e\u0301 n\u0303. 👩\u200d🔬 🇪🇺 👍🏽",
        "Left \u202eoverridden\u202c right, zero\u200bwidth, soft\u00adhyphen, no\u00a0break.",
    ),
    "vietnamese-and-turkish": Pair(
        "Dịch câu này sang tiếng Thổ Nhĩ Kỳ.",
        "Iğdır'ın ılık rüzgârı. **İstanbul**, ışık, göğüs.",
        "Tiếng Việt có nhiều dấu: ằ, ẵ, ợ, ữ.\n\nKết thúc.",
    ),
}
