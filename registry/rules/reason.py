"""One sentence for a person: why a line has its status."""

from registry.rules.line_verdict import Finding, LineVerdict
from registry.rules.staleness import overdue_since
from registry.rules.values import Question
from registry.vocabulary import Flag, Status

_SENTENCES: dict[Status, str] = {
    Status.AUTHORISED: "{subject} is authorised for {route} use",
    Status.DEVICE_ONLY: (
        "{subject} is a medical device for {route} use, to be used alone and as its instructions say"
    ),
    Status.COMPOUNDING_ONLY: "{subject} may be compounded for {route} use on a prescription",
    Status.IN_COMBINATION: "{name} is authorised for {route} use only as a part of {subject}",
    Status.OTHER_PURPOSE: (
        "{subject} is authorised for {route} use, but only for another purpose ({purposes})"
    ),
    Status.OTHER_ROUTE: "{subject} is authorised, but not for {route} use: {routes}",
    Status.UNAPPROVED_MARKETED: "{subject} is marketed for {route} use without an approval",
    Status.SPECIAL_ACCESS: "{subject} is to be had for {route} use only by a special permit",
    Status.UNCERTAIN: "Whether {subject} is permitted on {on} is not certain: {doubt}",
    Status.CONTESTED: "Sources disagree on what holds for {subject} and {route} use",
    Status.NON_INJECTABLE_ONLY: "{subject} is authorised, but not as an injection: {routes}",
    Status.ROUTE_EXCLUDED: "The label of {subject} forbids {route} use",
    Status.COMPOUNDING_CLOSED: "Compounding {subject} for {route} use is closed",
    Status.COSMETIC_ONLY: "{subject}: a cosmetic may be put on the skin, never through it",
    Status.NOT_AUTHORISED: "{subject}: not authorised for {route} use",
    Status.WITHDRAWN: "The authorisation of {subject} has ended",
    Status.SUSPENDED: "The authorisation of {subject} is suspended",
    Status.PROHIBITED: "{subject}: prohibited for {route} use",
}


def explain(verdict: LineVerdict, question: Question, name: str, place: str) -> str:
    """The reason for the status of the line that asks for `name` in the jurisdiction `place`."""
    if verdict.status == Status.UNRESOLVED:
        return f"“{name}” is not the exact name of anything known; nothing was assumed."
    if not verdict.deciding:
        return (
            f"No record about {name} reaches {place} on {question.on}: "
            "nobody has said anything, which is never approval."
        )
    first = verdict.deciding[0]
    sentence = _SENTENCES[verdict.status].format(
        subject=first.record.subject_name or first.record.subject,
        name=name,
        route=question.route.name.lower(),
        routes=_routes(first),
        purposes=", ".join(first.record.purposes),
        on=question.on,
        doubt=_doubt(first),
    )
    return f"{sentence} ({_who(first)}{_more(verdict)}).{_overdue(first, question)}"


def why_outdone(finding: Finding, verdict: LineVerdict) -> str:
    """Why a record that gives a status does not decide the line."""
    return (
        f"By itself it says “{finding.status.label.lower()}”; "
        f"what says “{verdict.status.label.lower()}” comes before it."
    )


def _who(finding: Finding) -> str:
    record = finding.record
    parts = [record.authority_name or record.authority, record.number]
    if record.valid_from:
        parts.append(f"since {record.valid_from}")
    return ", ".join(part for part in parts if part)


def _more(verdict: LineVerdict) -> str:
    others = len(verdict.deciding) - 1
    if not others:
        return ""
    return f"; {others} more record{'s say' if others > 1 else ' says'} the same"


def _overdue(finding: Finding, question: Question) -> str:
    """The first record that decides is overdue only where all of them are."""
    since = overdue_since(finding.record, question.on)
    return f" What it rests on was due for review on {since}." if since else ""


def _routes(finding: Finding) -> str:
    if Flag.ROUTE_UNSPECIFIED in finding.flags:
        return "the register says “injection” without a route"
    routes = ", ".join(route.name.lower() for route in finding.record.routes)
    return f"it lists {routes}" if routes else "its record lists no route"


def _doubt(finding: Finding) -> str:
    if finding.record.rests_on_general_knowledge:
        return "the record rests on general knowledge and waits for a pharmacist's check"
    if Flag.ROUTE_UNSTATED in finding.flags:
        return "the register does not tell by which route it is given"
    if Flag.END_UNKNOWN in finding.flags:
        return "its end is not known after the evidence"
    if finding.is_elsewhere:
        return "its state is not known, and it does not cover this route"
    return "its state or its exact days are not known"
