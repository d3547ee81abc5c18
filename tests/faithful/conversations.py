"""Conversations: turns, pictures, sources, calls of tools, reasoning, files."""

from typing import Any

from tests.faithful.pair import Pair

CHART = {"type": "picture", "path": "chart.png", "alt": "A bar chart with five bars, rising"}
CALL = {
    "id": "c1",
    "type": "function",
    "function": {"name": "weather", "arguments": '{"city": "Northport", "days": [1, 2, 3]}'},
}


def says(role: str, *parts: "str | dict[str, Any]") -> dict[str, Any]:
    if len(parts) == 1 and isinstance(parts[0], str):
        return {"role": role, "content": parts[0]}
    written = [{"type": "text", "text": each} if isinstance(each, str) else each for each in parts]
    return {"role": role, "content": written}


def source(title: str, url: str, quote: str = "") -> dict[str, Any]:
    return {"type": "source", "title": title, "url": url, "quote": quote}


CONVERSATIONS = {
    "turns": Pair(
        [
            says("user", "Name a river. *No stars here.*"),
            says("assistant", "The **Danube**."),
            says("user", "And one that flows north?\nOne line."),
        ],
        "The **Nile**.",
        [
            says("assistant", "The Yenisei."),
            says("assistant", "Or the Lena:\n\n- Siberia\n- 4,294 km"),
        ],
    ),
    "system-shown": Pair(
        [says("system", "Answer as a pirate."), says("user", "Where is the ship?")],
        "Arr, she be at the quay!",
        "Aye, behind the *island*, matey.",
    ),
    "system-hidden": Pair(
        [says("system", "A secret instruction."), says("user", "What is hidden?")],
        "Nothing that I know of.",
        "I cannot say.",
        {"system_prompt": "hidden"},
    ),
    "pictures-in-prompts": Pair(
        [
            says("user", "What does the chart show?", CHART),
            says("assistant", "Which axis?"),
            says(
                "user",
                "The upper one.",
                {"type": "image_url", "image_url": "https://c.example/d.png"},
            ),
        ],
        "It rises from left to right.",
        [says("assistant", "Five bars, as in this copy:", CHART)],
    ),
    "sources": Pair(
        "When did the bridge open?",
        [
            says(
                "assistant",
                "In **1932**, after eight years.",
                source("The bridge", "https://bridge.example/history", "opened on 19 March 1932"),
                source("", "https://archive.example/a/very/long/address/of/a/page/" + "x" * 80),
                source("A book without an address", ""),
            )
        ],
        [says("assistant", "1932.", source("גשרים", "https://he.example/", "נפתח בשנת 1932"))],
    ),
    "tools": Pair(
        "Will it rain in Northport?",
        [
            {"role": "assistant", "content": "I will look it up.", "tool_calls": [CALL]},
            {"role": "tool", "tool_call_id": "c1", "content": '{"rain": [0.2, 0.9, 0.1]}'},
            says("assistant", "Most likely on the **second** day."),
        ],
        [
            says(
                "assistant",
                {"type": "tool_use", "id": "t", "name": "run_python", "input": "print(0.9 > 0.5)"},
                {"type": "tool_result", "tool_use_id": "t", "content": "True"},
                "Yes, on day 2.",
            ),
        ],
    ),
    "reasoning-parts": Pair(
        "What is 17 · 23?",
        [
            {
                "role": "assistant",
                "reasoning_content": "17 · 20 = 340\n17 · 3 = 51",
                "content": "391",
            }
        ],
        [says("assistant", {"type": "thinking", "thinking": "400 - 9"}, "It is **391**.")],
    ),
    "files": Pair(
        [
            says(
                "user",
                "Add up the second column.",
                {"type": "file", "name": "rain.csv", "text": "month,mm\nMay,50\nJune,61\n"},
            )
        ],
        [
            says(
                "assistant",
                "111 mm.",
                {"type": "file", "name": "sum.py", "text": "print(50 + 61)\n"},
            )
        ],
        "It is 111.",
    ),
    "many-turns-in-hebrew": Pair(
        [
            says("user", "שלום"),
            says("assistant", "שלום! איך אפשר לעזור?"),
            says("user", "And in English?"),
        ],
        [says("assistant", "אפשר גם באנגלית.\n\nEnglish is fine, too.")],
        [
            says(
                "assistant",
                "Sure.",
                {"type": "tool_call", "name": "תרגום", "arguments": '{"q": "שלום"}'},
            )
        ],
    ),
    "sound-and-video": Pair(
        "Send me a recording.",
        [
            says(
                "assistant",
                "Here:",
                {"type": "audio_url", "audio_url": "https://s.example/a.mp3"},
                {"type": "video", "url": "https://v.example/v.mp4", "alt": "Waves on a beach"},
            )
        ],
        "I have none.",
    ),
}
