"""The courses that protocols state, as plain values."""

from formulary.models import Protocol
from formulary.rules.course import Course, Span


def course_of(protocol: Protocol) -> Course:
    return Course(
        sessions=Span(protocol.sessions_min, protocol.sessions_max),
        interval=Span(protocol.interval_days_min, protocol.interval_days_max),
        reduced_shedding=protocol.reduced_shedding_days,
        visible_growth=Span(protocol.visible_growth_days_min, protocol.visible_growth_days_max),
        cost=Span(protocol.cost_min, protocol.cost_max),
    )
