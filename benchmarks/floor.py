"""The floor: what a good programmer would put together for these questions alone. Raw ASGI, one SQL query a question.

It knows no unions, forms, classes, notes or conditions, and decides by the first record that it finds: less than an
answer, and quick. What is measured against it owes all of that besides.
"""

import asyncio
import datetime as dt
import os
from typing import Any
from urllib.parse import parse_qsl

import dj_database_url
import orjson
from psycopg_pool import AsyncConnectionPool

_RECORDS = """
SELECT asked.position, asked.slug, a.record, a.lifecycle, a.effect, a.number, a.valid_from, a.valid_to, d.title, d.url
FROM ({asked}) AS asked
JOIN LATERAL (
    SELECT * FROM registry_approval x WHERE x.ingredient_id = asked.id AND x.jurisdiction_id = asked.place
    UNION ALL
    SELECT x.* FROM formulary_productline l JOIN registry_approval x ON x.product_id = l.product_id
    WHERE l.ingredient_id = asked.id AND l.role = 'active' AND x.jurisdiction_id = asked.place
) AS a ON a.superseded_in_id IS NULL AND a.valid @> asked.day
JOIN registry_approvalroute r ON r.approval_id = a.id AND r.route_id = asked.route AND NOT r.is_excluded
LEFT JOIN registry_approvaldocument ad ON ad.approval_id = a.id
LEFT JOIN registry_document d ON d.id = ad.document_id
"""
_BY_SLUG = _RECORDS.format(
    asked="""SELECT t.position, i.slug, i.id, %(place)s::bigint AS place, %(route)s::bigint AS route, %(day)s::date AS day
    FROM unnest(%(texts)s::text[]) WITH ORDINALITY AS t (text, position) JOIN formulary_ingredient i ON i.slug = t.text"""
)
_BY_NAME = _RECORDS.format(
    asked="""SELECT t.position, i.slug, i.id, %(place)s::bigint AS place, %(route)s::bigint AS route, %(day)s::date AS day
    FROM unnest(%(texts)s::text[]) WITH ORDINALITY AS t (text, position)
    JOIN formulary_ingredientname n ON n.normalised = t.text JOIN formulary_ingredient i ON i.id = n.ingredient_id"""
)
_BULK = _RECORDS.format(
    asked="""SELECT t.position, i.slug, i.id, place, route, day
    FROM unnest(%(texts)s::text[], %(places)s::bigint[], %(routes)s::bigint[], %(days)s::date[])
        WITH ORDINALITY AS t (text, place, route, day, position) JOIN formulary_ingredient i ON i.slug = t.text"""
)
_LIST = """
SELECT a.record, i.slug, i.preferred_name, p.slug, p.name, a.regulatory_class, a.effect, a.lifecycle, a.number, a.holder, a.valid_from, a.valid_to,
    (SELECT array_agg(r.code) FROM registry_approvalroute ar JOIN formulary_route r ON r.id = ar.route_id WHERE ar.approval_id = a.id),
    d.slug, d.title, d.url
FROM registry_approval a
LEFT JOIN formulary_ingredient i ON i.id = a.ingredient_id
LEFT JOIN formulary_product p ON p.id = a.product_id
LEFT JOIN registry_approvaldocument ad ON ad.approval_id = a.id
LEFT JOIN registry_document d ON d.id = ad.document_id
WHERE a.jurisdiction_id = %(place)s AND a.lifecycle = %(lifecycle)s AND a.superseded_in_id IS NULL ORDER BY a.id LIMIT 50
"""
_LISTED = ("id", "ingredient", "ingredient_name", "product", "product_name", "regulatory_class", "effect", "lifecycle",
           "number", "holder", "valid_from", "valid_to", "routes", "document", "title", "url")  # fmt: skip
_WORDS = {"valid": ("yes", "authorised"), "suspended": ("no", "suspended")}

pool: AsyncConnectionPool
places: dict[str, int] = {}
routes: dict[str, int] = {}


async def start() -> None:
    global pool
    entry = dj_database_url.parse(os.environ["DATABASE_URL"])
    reached = f"host={entry['HOST']} dbname={entry['NAME']} user={entry['USER']} port={entry['PORT'] or 5432}"
    reached += f" password={entry['PASSWORD']}" if entry["PASSWORD"] else ""
    pool = AsyncConnectionPool(reached, min_size=4, max_size=4, open=False, configure=_configure)
    await pool.open(wait=True)
    async with pool.connection() as connection:
        for table, kept in (("registry_jurisdiction", places), ("formulary_route", routes)):
            cursor = await connection.execute(f"SELECT code, id FROM {table}")  # noqa: S608
            kept.update(await cursor.fetchall())


async def _configure(connection: Any) -> None:
    await connection.set_autocommit(True)
    await connection.execute(
        "SET plan_cache_mode = force_generic_plan"
    )  # planning takes longer than the query
    connection.prepare_threshold = 0


async def _rows(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    async with pool.connection() as connection:
        cursor = connection.cursor(binary=True)
        await cursor.execute(sql, values)
        return await cursor.fetchall()


def _lines(texts: list[str], rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    found = {row[0]: row for row in reversed(rows)}
    return [_line(text, found.get(position)) for position, text in enumerate(texts, 1)]


def _line(text: str, row: tuple[Any, ...] | None) -> dict[str, Any]:
    if row is None:
        return {"input": text, "answer": "unknown", "status": "no-record", "approval": None}
    _, slug, record, lifecycle, effect, number, since, until, title, url = row
    answer, status = _WORDS.get(lifecycle, ("no", "withdrawn"))
    document = {"title": title, "url": url}
    approval = {"id": record, "effect": effect, "number": number, "valid_from": since,
                "valid_to": until or None, "document": document}  # fmt: skip
    return {"input": text, "slug": slug, "answer": answer, "status": status, "approval": approval}


async def _answer(path: str, sent: Any) -> Any:
    if path == "/nothing":
        return None
    if path.startswith("/list"):
        asked = {"place": places[sent["jurisdiction"]], "lifecycle": sent["lifecycle"]}
        rows = await _rows(_LIST, asked)
        return {"results": [dict(zip(_LISTED, row, strict=True)) for row in rows]}
    if path.startswith("/bulk"):
        values = {
            "texts": [row["ingredient"] for row in sent],
            "places": [places[row["jurisdiction"]] for row in sent],
            "routes": [routes[row["route"]] for row in sent],
            "days": [dt.date.fromisoformat(row["on"]) for row in sent],
        }
        return _lines(values["texts"], await _rows(_BULK, values))
    texts = [line["ingredient"] for line in sent["lines"]]
    values = {
        "texts": [text.lower() for text in texts] if path == "/names" else texts,
        "place": places[sent["jurisdiction"]],
        "route": routes[sent["route"]],
        "day": dt.date.fromisoformat(sent["on"]),
    }
    lines = _lines(texts, await _rows(_BY_NAME if path == "/names" else _BY_SLUG, values))
    answers = {line["answer"] for line in lines}
    return {"answer": max(answers, key=("yes", "unknown", "no").index), "lines": lines}


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await receive()
        await start()
        await send({"type": "lifespan.startup.complete"})
        await asyncio.Event().wait()
    if scope["method"] == "GET":
        sent: Any = dict(parse_qsl(scope["query_string"].decode()))
        sent["lines"] = [{"ingredient": sent.get("ingredient")}]
    else:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        sent = orjson.loads(body)
    answer = orjson.dumps(await _answer(scope["path"], sent))
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(answer))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})
