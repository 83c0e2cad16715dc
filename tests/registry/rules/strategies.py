"""Hypothesis strategies: any record, any line, any question about the made-up family of `build`."""

import datetime as dt

from hypothesis import strategies as st
from msgspec.structs import replace

from formulary.vocabulary import RegulatoryClass
from registry.rules.values import Line, Question
from registry.vocabulary import GENERAL_KNOWLEDGE, Effect, EndKind, Lifecycle, RouteScope

from . import build

days = st.dates(dt.date(2010, 1, 1), dt.date(2014, 12, 31))
subjects = st.one_of(
    st.tuples(st.just("ingredient"), st.sampled_from(sorted(build.SUBSTANCES))),
    st.tuples(st.just("product"), st.sampled_from(sorted(build.PRODUCTS))),
    st.tuples(st.just("class"), st.sampled_from(sorted(build.GROUPS))),
)
purposes = st.lists(
    st.sampled_from(["hair-loss", "sensitivity-test", "pain"]), max_size=2, unique=True
)

documents = st.builds(lambda due: replace(build.PAPER, review_due_on=due), st.none() | days)


def printed(day: dt.date, length: int) -> str:
    """A day, a month (7) or a year (4) of ISO 8601."""
    return day.isoformat()[:length]


@st.composite
def records(draw):
    """Any record that the database would take."""
    start = draw(st.none() | days)
    kind = draw(st.sampled_from(EndKind))
    end = draw(st.dates((start or dt.date(2010, 1, 1)) + dt.timedelta(400), dt.date(2017, 1, 1)))
    routes = draw(st.lists(st.sampled_from(build.ROUTES), min_size=1, max_size=3, unique=True))
    split = draw(st.integers(0, len(routes)))
    scope = draw(st.sampled_from(RouteScope)) if split == 0 else RouteScope.LISTED
    return build.record(
        draw(st.uuids()).hex,
        about=draw(subjects),
        regulatory_class=draw(st.sampled_from(RegulatoryClass)),
        effect=draw(st.sampled_from(Effect)),
        lifecycle=draw(st.sampled_from(Lifecycle)),
        number=draw(st.sampled_from(["", "EX 1", "EX 2"])),
        route_scope=scope,
        routes=routes[:split],
        routes_excluded=tuple(routes[split:]),
        purposes=tuple(draw(purposes)),
        valid_from=printed(start, draw(st.sampled_from([4, 7, 10]))) if start else "",
        valid_to=printed(end, draw(st.sampled_from([4, 7, 10]))) if kind == EndKind.DATE else "",
        valid_to_kind=kind,
        is_disputed=draw(st.booleans()),
        confidence=draw(st.sampled_from(["retrieved", GENERAL_KNOWLEDGE])),
        review_due_on=draw(st.none() | days),
        documents=tuple(draw(st.lists(documents, max_size=2))),
    )


lines = st.one_of(
    st.just(Line()),
    st.builds(lambda slug: Line(ingredient=slug), st.sampled_from(sorted(build.SUBSTANCES))),
    st.builds(lambda slug: Line(product=slug), st.sampled_from(sorted(build.PRODUCTS))),
)
dossiers = st.lists(records(), max_size=8).map(lambda found: build.dossier(*found))


@st.composite
def questions(draw, routes=build.ROUTES, max_size=4):
    """Any question of one line or more."""
    return Question(
        draw(st.sampled_from(routes)),
        draw(days),
        draw(st.sampled_from(["hair-loss", "pain"])),
        tuple(draw(st.lists(lines, min_size=1, max_size=max_size))),
        draw(st.booleans()),
    )
