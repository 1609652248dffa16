"""The CRM over HTTP and JSON: a request for each record, under our id and an idempotency key."""

from desk.crm.records import RecordToSend
from desk.crm.sending import CrmAnswer, CrmResult
from ops.json_http import JsonClient, NoAnswerError
from web.crm.mapping import Mappings, find_ref, make_body

SECONDS = 10.0
_AWAY = frozenset({401, 408, 425, 429, 502, 503, 504})
"""Answers that say nothing of the record: a wrong token, too many requests, a pause for maintenance."""
_DOUBTED = frozenset({403, 404, 405, 423})
"""Answers about this record (removed there, locked, another department's), or about a wrong address."""


class HttpCrm:
    """A CRM as `docs/how-to/integrators/crm.md` describes its side."""

    def __init__(self, client: JsonClient, mappings: Mappings) -> None:
        self._client, self._mappings = client, mappings

    async def send(self, record: RecordToSend) -> CrmAnswer:
        """Send a record; one of a kind that is not sent counts as taken."""
        mapping = self._mappings[record.key.kind]
        if mapping is None:
            return CrmAnswer(CrmResult.TAKEN)
        path = mapping.path.replace("{id}", str(record.key.id))
        once = {"Idempotency-Key": record.idempotency_key}
        try:
            answer = await self._client.send(mapping.method, path, make_body(record, mapping), once)
        except NoAnswerError as error:
            return CrmAnswer(CrmResult.AWAY, why=str(error))
        result = _judge(answer.status)
        ref = find_ref(answer.body, mapping) if result is CrmResult.TAKEN else None
        return CrmAnswer(result, ref, f"answered {answer.status}")


def _judge(status: int) -> CrmResult:
    if 200 <= status < 300:
        return CrmResult.TAKEN
    if status < 400 or status in _AWAY:
        return CrmResult.AWAY
    if status in _DOUBTED:
        return CrmResult.DOUBTED
    return CrmResult.REFUSED if status < 500 else CrmResult.FAILED
