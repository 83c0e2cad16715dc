"""The pages of a model at the desk: one that is curated, and one that is only read."""

from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError
from django.db.models import QuerySet, TextField, URLField
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminExpandableTextareaWidget as GrowingText

from .forms import CuratedForm, LinesField
from .refusals import in_words
from .widgets import choices_of


class CuratedAdmin(ModelAdmin):
    """A model that pharmacists edit. Whole records are never deleted here; their parts may be.

    `fixed` names what cannot change once a record exists, because the world knows it by that.
    """

    form = CuratedForm
    fixed: tuple[str, ...] = ("slug",)
    refusals: tuple[type[Exception], ...] = (IntegrityError,)

    formfield_overrides = {
        ArrayField: {"form_class": LinesField, "widget": GrowingText},
        TextField: {"widget": GrowingText},
        URLField: {"assume_scheme": "https"},
    }
    list_per_page = 50
    list_filter_submit = True
    show_full_result_count = False
    warn_unsaved_form = True

    def matching(self, text: str) -> QuerySet | None:
        """The records that a search for `text` finds; None leaves it to `search_fields`."""
        return None

    def get_search_results(self, request, queryset, search_term):
        found = self.matching(search_term) if search_term.strip() else None
        if found is None:
            return super().get_search_results(request, queryset, search_term)
        return queryset.filter(pk__in=found.order_by().values("pk")), False

    def take_in(self, request) -> None:
        """Keep what a form brings besides words, before it is judged: it must outlast a refusal of the form."""

    def has_delete_permission(self, request, obj=None):
        return False

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        kwargs.setdefault("choices", choices_of(db_field))
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, LinesField):
            # Judged by the form, since a form keeps only half of what the model says of an item.
            field.base_field.validators.extend(db_field.base_field.validators)
        return field

    def get_readonly_fields(self, request, obj=None):
        readonly = super().get_readonly_fields(request, obj)
        return [*readonly, *self.fixed] if obj else readonly

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refused = getattr(request, "refused", "")
        return form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show the form again, with the reason, when saving fails after the form found no fault.

        Two people may save the same thing at once, and some promises only the database can judge.
        """
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except self.refusals as error:
            models = [self.model, *(inline.model for inline in self.inlines)]
            request.refused = in_words(error, models)
            return super().changeform_view(request, object_id, form_url, extra_context)


class ReadOnlyAdmin(ModelAdmin):
    """A model of which the desk shows the rows and changes none."""

    list_per_page = 50
    list_filter_submit = True
    show_full_result_count = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
