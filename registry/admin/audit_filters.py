"""What the audit trail is narrowed by: whose, of which table or record, in which days."""

import datetime as dt
import re

from django.utils import timezone
from unfold.contrib.filters.admin import DropdownFilter, RangeDateFilter, TextFilter

from registry.audit.tables import followed_models


class TableFilter(DropdownFilter):
    title = "kind of record"
    parameter_name = "table"

    def lookups(self, request, model_admin):
        named = ((m._meta.db_table, str(m._meta.verbose_name_plural)) for m in followed_models())
        return sorted(named, key=lambda pair: pair[1].lower())

    def queryset(self, request, queryset):
        return queryset.filter(table=self.value()) if self.value() else queryset


class ActorFilter(TextFilter):
    """The user name, or as “system: migrate”; whole, so that an index finds it."""

    title = "user name"
    parameter_name = "actor"

    def queryset(self, request, queryset):
        return queryset.filter(actor=self.value().strip()) if self.value() else queryset


class RecordFilter(TextFilter):
    """One record, as `table:key`: what “History” on its page leads to."""

    title = "record (table:key)"
    parameter_name = "record"

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        wanted = record_of(self.value())
        return queryset.of_record(*wanted) if wanted else queryset.none()


def record_of(text: str) -> tuple[str, int] | None:
    """Table and key of a record as the filter writes it."""
    found = re.fullmatch(r"\s*(\w+):(\d{1,18})\s*", text)
    return (found[1], int(found[2])) if found else None


class DaysFilter(RangeDateFilter):
    """From the beginning of one day to the end of another."""

    def queryset(self, request, queryset):
        first, last = (self._day(end) for end in ("from", "to"))
        if first:
            queryset = queryset.filter(at__gte=first)
        if last:
            queryset = queryset.filter(at__lt=last + dt.timedelta(days=1))
        return queryset

    def _day(self, end):
        text = self.used_parameters.get(f"{self.parameter_name}_{end}")
        try:
            return timezone.make_aware(dt.datetime.fromisoformat(text)) if text else None
        except ValueError:
            return None
