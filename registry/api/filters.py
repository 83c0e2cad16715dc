"""The parameters of the lists of places, authorities, pathways and documents."""

from django.utils import timezone

from config.api.filters import (
    DayFilter,
    Filters,
    KnownFilter,
    SearchFilter,
    WordFilter,
    holding,
)
from config.api.problems import BadInput
from formulary.vocabulary import RegulatoryClass
from registry.api import lookups
from registry.models import Membership
from registry.vocabulary import DocumentKind, JurisdictionKind


class JurisdictionFilters(Filters):
    search = SearchFilter(
        "Part of the name, the code or a note.", method=holding("name", "code", "note")
    )
    kind = WordFilter(JurisdictionKind, "What it is.")
    part_of = KnownFilter(lookups.JURISDICTIONS, "Subdivisions of this country: its code.")
    member_of = KnownFilter(
        lookups.UNIONS, "Members of this union on the day `on`: its code, as in EEA."
    )
    on = DayFilter("The day for `member_of`, which it needs; today if left out.")

    joint = ("member_of", "on")

    def together(self, queryset, asked):
        union, on = asked["member_of"], asked["on"]
        if on and not union:
            raise BadInput("on", on.isoformat(), "It needs a union.", ["member_of"])
        if not union:
            return queryset
        members = Membership.objects.filter(
            union=union, valid__contains=on or timezone.localdate()
        ).values("member")
        return queryset.filter(pk__in=members)


class AuthorityFilters(Filters):
    search = SearchFilter(
        "Part of the name, abbreviation or register.",
        method=holding("name", "abbreviation", "register_name"),
    )
    jurisdiction = KnownFilter(lookups.JURISDICTIONS, "Authorities of this jurisdiction: its code.")


class PathwayFilters(Filters):
    search = SearchFilter("Part of the name, code or note.", method=holding("name", "code", "note"))
    jurisdiction = KnownFilter(lookups.JURISDICTIONS, "Pathways of this jurisdiction: its code.")
    regulatory_class = WordFilter(RegulatoryClass, "What comes in by it.")


class DocumentFilters(Filters):
    search = SearchFilter(
        "Part of the title, publisher or address.", method=holding("title", "publisher", "url")
    )
    kind = WordFilter(DocumentKind, "What it is.")
