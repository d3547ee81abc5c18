"""One message to the MCP server and its answer, as clients of this year and of the last send it."""

import json

ADDRESS = "/mcp/"
CURRENT, FORMER = "2026-07-28", "2025-11-25"


def ask(client, method, params=None, *, protocol=CURRENT, **headers):
    """The HTTP answer to one JSON-RPC request."""
    params = dict(params or {})
    sent = {"mcp-protocol-version": protocol, **headers}
    if protocol == CURRENT:
        params["_meta"] = {
            "io.modelcontextprotocol/protocolVersion": CURRENT,
            "io.modelcontextprotocol/clientCapabilities": {},
        }
        sent |= {"mcp-method": method, "mcp-name": str(params.get("name", params.get("uri", "")))}
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    return client.post(ADDRESS, json.dumps(body), "application/json", headers=sent)


def call(client, tool, **arguments):
    """What a tool returns, or what its error says."""
    result = ask(client, "tools/call", {"name": tool, "arguments": arguments}).json()["result"]
    if result["isError"]:
        return result["content"][0]["text"]
    return result["structuredContent"]
