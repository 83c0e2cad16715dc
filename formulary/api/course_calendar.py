"""A course as an iCalendar file (RFC 5545): whole days, no person, the same bytes whenever it is fetched."""

import datetime as dt

from icalendar import Calendar, Event

from formulary.models import Protocol
from formulary.rules.course import CoursePlan, Span

MEDIA_TYPE = "text/calendar"
_DAY = dt.timedelta(days=1)


def as_calendar(protocol: Protocol, planned: CoursePlan, notice: str) -> bytes:
    """One event a session that has a day, and one for each result to be expected."""
    start = planned.sessions[0].days.low
    calendar = Calendar()
    calendar.add("prodid", "-//Mesoformulary//Course//EN")
    calendar.add("version", "2.0")
    calendar.add("name", protocol.name)
    for session in planned.sessions:
        _add(
            calendar,
            f"{protocol.slug}-{start}-session-{session.number}",
            f"Session {session.number}" + (" (if needed)" if session.is_optional else ""),
            session.days,
            notice,
            is_sure=not session.is_optional,
        )
    less_shedding = Span(planned.less_shedding_from, planned.less_shedding_from)
    _add(
        calendar,
        f"{protocol.slug}-{start}-shedding",
        "Less shedding expected",
        less_shedding,
        notice,
    )
    _add(
        calendar,
        f"{protocol.slug}-{start}-growth",
        "New growth expected",
        planned.new_growth,
        notice,
    )
    return calendar.to_ical()


def _add(
    calendar: Calendar,
    uid: str,
    summary: str,
    days: Span[dt.date],
    notice: str,
    *,
    is_sure: bool = True,
) -> None:
    if days.low is None:
        return
    event = Event()
    event.add("uid", f"{uid}@mesoformulary")
    # When the event was made would be another moment at each fetch; nobody revises one of these.
    event.add("dtstamp", dt.datetime.combine(days.low, dt.time(), dt.UTC))
    event.add("summary", summary)
    event.add("description", notice)
    event.add("dtstart", days.low)
    event.add("dtend", (days.high or days.low) + _DAY)  # the first day after it
    event.add("status", "CONFIRMED" if is_sure else "TENTATIVE")
    event.add("transp", "TRANSPARENT")
    calendar.add_component(event)
