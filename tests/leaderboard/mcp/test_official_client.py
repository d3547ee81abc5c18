"""The MCP server as the official client sees it, over HTTP, in both generations of the protocol."""

import asyncio
import json

import pytest
from mcp.client import Client

from leaderboard.runs.tick import recompute_boards
from tests.arrange import cast_votes, make_arena

CALLS = {
    "leaderboard": {},
    "model": {"model": "competitor-0"},
    "compare": {"first": "competitor-0", "second": "competitor-1"},
    "search_challenges": {"kind": "text"},
    "responses": {"challenge": "reasoning-0"},
    "methodology": {},
    "dataset": {},
}


async def use(address, mode):
    """What a client finds: tools, the result of each, resources and the newest of them."""
    async with Client(address, mode=mode) as client:
        tools = (await client.list_tools()).tools
        called = {name: await client.call_tool(name, asked) for name, asked in CALLS.items()}
        refused = await client.call_tool("model", {"model": "nobody"})
        resources = (await client.list_resources()).resources
        templates = (await client.list_resource_templates()).resource_templates
        read = await client.read_resource(resources[0].uri)
        return {
            "protocol": client.protocol_version,
            "tools": tools,
            "called": called,
            "refused": refused,
            "templates": templates,
            "read": read.contents[0],
        }


@pytest.fixture
def address(transactional_db, live_server):
    make_arena(competitors=3, challenges=2)
    cast_votes(20)
    recompute_boards()
    return f"{live_server.url}/mcp/"


def test_the_official_client_uses_everything(address):
    for mode, protocol in (("auto", "2026-07-28"), ("legacy", "2025-11-25")):
        found = asyncio.run(use(address, mode))
        assert found["protocol"] == protocol
        assert {each.name for each in found["tools"]} == CALLS.keys()
        # The client compares each result with the tool's output schema, or raises.
        for name, result in found["called"].items():
            assert not result.is_error, name
            assert result.structured_content == json.loads(result.content[0].text), name
        assert found["called"]["leaderboard"].structured_content["run"]["votes"] == 20
        assert found["refused"].is_error
        assert found["templates"][0].uri_template == "podium://runs/{run}"
        assert json.loads(found["read"].text)["rows"]
