"""An example of each operation as a command of curl, made from the schema and one example of each body, and an example
of its answer, made from the schema alone."""

import json
import shlex
from typing import Any

from desk.act_catalogue import list_acts
from desk.acts.declaring import Door

BODIES: dict[str, dict[str, Any]] = {
    "NewTicket": {
        "external_id": "customer-4711", "name": "Rita K.", "text": "The parcel is late", "subject": "Order 7 is late",
        "priority": 2, "tags": ["vip"], "context": {"order": "7"},
    },
    "TypedSoFar": {"text": "How do I reset my password?", "language": "en"},
    "NewMessage": {"text": "It came, but it is empty"},
    "ChangedMessage": {"text": "It came, and it was empty"},
    "NewAnswer": {"text": "Please use the **second** form", "format": "markdown"},
    "NewNote": {"text": "The courier calls back at noon"},
    "Stars": {"stars": 5, "words": "Quick and kind"},
    "Changes": {"status": "in_progress", "priority": 2, "tags": ["vip", "parcel"]},
    "MergeWanted": {"into": 41},
    "NewTeamTicket": {
        "external_id": "customer-4711", "text": "Your parcel has arrived", "why": "Order 7", "agent": 3,
    },
    "ChangedMember": {"role": "senior", "grants": {"export": True}},
    "PutPerson": {"name": "Rita K.", "language": "en"},
    "NewLink": {"context": {"order": "7"}},
    "TeamRequestsSwitch": {"on": False},
    "NewAccount": {
        "fields": [{"label": "Plan", "value": "Pro"}],
        "link": {"label": "Open in the CRM", "url": "https://crm.example/people/7"},
    },
    "NewWebhook": {"url": "https://shop.example/in", "types": ["ticket.created", "message.added"]},
    "WebhookChanges": {"types": ["message.added"]},
    "SendAgain": {"since": "2026-11-22T09:30:00Z"},
    "PersonLabels": {"labels": ["gold"]},
    "NewIdea": {"external_id": "customer-4711", "text": "Lights in the yard"},
    "IdeaDecision": {"status": "planned", "answer": "In spring"},
    "PutOrganization": {
        "name": "Romashka", "tax_id": "7707083893", "requisites": [{"name": "kpp", "value": "773601001"}],
    },
    "PutOutlet": {"organization": "crm-17", "name": "Shop 1", "address": "Lesnaya 5", "equipment": ["Till ATOL 30F"]},
    "PutContact": {"organization": "crm-17", "name": "Anna K.", "phone": "+79161234567", "position": "director"},
    "PutMember": {"role": "director"},
    "PutEvent": {"name": "Hackathon Kazan", "first": "2026-12-01", "last": "2026-12-03", "attendance": 250},
    "WrittenRule": {
        "name": "Critical: call the leads", "event": "filed",
        "conditions": [{"field": "priority", "values": [1]}], "actions": [{"kind": "escalate"}],
    },
    "SwitchedRule": {"on": True},
    "PutArticle": {"title": "The printer is silent", "text": "Push the plug **in**.", "state": "published"},
    **{
        f"{act.name.capitalize()}Given": {one.name: one.example for one in act.arguments}
        for act in list_acts(Door.API).values() if act.arguments
    },
}  # fmt: skip
"""By the name of a shape."""
_QUERIES = {
    "list_tickets": "open=true&sort=recently_updated&limit=20",
    "list_persons": "q=Rita",
    "list_events": "cursor=1042&limit=100",
    "list_ideas": "status=new",
    "list_organizations": "tax_id=7707083893",
    "list_contacts": "organization=crm-17",
    "get_figures": "period=week",
    "list_articles": "q=printer",
}
_FIELDS = {
    "name": "Rita K.", "requester": "Rita K.", "external_id": "customer-4711",
    "subject": "Order 7 is late", "text": "The parcel is late", "tags": "vip",
    "url": "https://shop.example/in", "types": "message.added", "next_cursor": "djE6NDI", "secret": "whsec_…",
}  # fmt: skip
"""By the name of a field: its text in an answer, unless its schema has an example."""
_FORMATS = {"date-time": "2026-11-22T09:30:00Z", "date": "2026-11-22"}
_OF_TYPE: dict[str, Any] = {"integer": 1, "number": 1, "boolean": False, "object": {}}
_FORM = "-F files=@photo.png -F text='Like this'"


def make_curl(origin: str, method: str, path: str, operation: dict[str, Any]) -> str:
    """Return the command; the token is in the variable TOKEN."""
    query = _QUERIES.get(operation["operationId"])
    lines = [f"curl {_name_method(method, operation)}{shlex.quote(_fill(origin + path, operation, query))}"]
    lines.append('-H "Authorization: Bearer $TOKEN"')
    if operation.get("x-idempotent"):
        lines.append(f"-H 'Idempotency-Key: order-7-{operation['operationId']}'")
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        body = BODIES[get_shape(content["application/json"]["schema"])]
        lines += ["-H 'Content-Type: application/json'", f"-d {shlex.quote(json.dumps(body, ensure_ascii=False))}"]
    elif content:
        lines.append(_FORM)
    if "application/octet-stream" in operation["responses"].get("200", {}).get("content", {}):
        lines.append("-o photo.png")
    return " \\\n  ".join(lines)


def make_sample(part: dict[str, Any], shapes: dict[str, Any], field: str = "") -> Any:
    """Return an example of a value: the one that its schema has, or what its type allows. `field`: its name."""
    if "$ref" in part:
        return make_sample(shapes[get_shape(part)], shapes, field)
    if given := part.get("examples") or part.get("enum"):
        return given[0]
    if "anyOf" in part:
        first, *others = part["anyOf"]
        is_left_out = others and "$ref" not in first and field not in _FIELDS
        return None if is_left_out else make_sample(first, shapes, field)
    if "properties" in part:
        return {name: make_sample(one, shapes, name) for name, one in part["properties"].items()}
    if part.get("type") == "array":
        return [make_sample(part.get("items", {}), shapes, field)]
    if part.get("type") == "string":
        return _FORMATS.get(part.get("format", "")) or _FIELDS.get(field, "…")
    return _OF_TYPE.get(part.get("type", "object"))


def get_shape(schema: dict[str, Any]) -> str:
    """Return the name of the shape that a schema refers to."""
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _name_method(method: str, operation: dict[str, Any]) -> str:
    """Return the option for the method, unless curl takes it by itself."""
    return "" if method == ("POST" if "requestBody" in operation else "GET") else f"-X {method} "


def _fill(address: str, operation: dict[str, Any], query: str | None) -> str:
    for part in operation.get("parameters", ()):
        if part["in"] == "path":
            given = part["schema"].get("examples") or part.get("examples") or ["1"]
            address = address.replace(f"{{{part['name']}}}", str(given[0]))
    return f"{address}?{query}" if query else address
