"""Parts of a record, edited on its page: names, lines, members.

They have an order, in which they are dragged."""

from django.db.models import TextField
from django.utils.functional import cached_property
from unfold.admin import TabularInline
from unfold.forms import PaginationInlineFormSet
from unfold.widgets import UnfoldAdminExpandableTextareaWidget as GrowingText

from formulary.actions.parts import arrange

from .forms import CuratedForm
from .widgets import KnownAutocomplete, choices_of, remember


class PartForm(CuratedForm):
    """One part. Its place is kept aside: `PartFormSet` numbers all of them when they are saved."""

    place: int | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        remember(self)
        if "position" in self.fields:
            self.fields["position"].required = False
            if self.instance._state.adding:
                self.initial["position"] = None

    @cached_property
    def changed_data(self):
        changed = super().changed_data
        if self.instance._state.adding:  # a row that was only dragged past is still empty
            return [name for name in changed if name != "position"]
        return changed

    def clean(self):
        cleaned = super().clean()
        self.place = self.cleaned_data.pop("position", None)
        return cleaned


class PartFormSet(PaginationInlineFormSet):
    """The parts of one record, saved in the order in which they were left on the page."""

    @cached_property
    def kept_forms(self):
        """Forms of the parts that stay or come, in their order; new ones last unless dragged."""
        gone = set(map(id, self.deleted_forms))
        forms = [
            form
            for form in self.forms
            if id(form) not in gone and (form.instance.pk or form.has_changed())
        ]
        return sorted(forms, key=lambda form: (form.place is None, form.place or 0))

    def save_new(self, form, commit=True):
        if hasattr(form.instance, "position"):
            # Behind all others for now: `arrange` puts it where it belongs.
            taken = [row.position for row in self.queryset]
            form.instance.position = max(taken, default=0) + 1 + self.forms.index(form)
        return super().save_new(form, commit)

    def save(self, commit=True):
        kept = self.kept_forms
        saved = super().save(commit)
        if commit and "position" in self.form.base_fields:
            arrange(parts=[form.instance for form in kept])
        return saved


class PartsInline(TabularInline):
    """A table of parts. `select_related` names what each row shows of other tables.

    `read_fields` are shown, and nothing is dragged, where the parts can only be read.
    """

    form = PartForm
    formset = PartFormSet
    extra = 0
    select_related: tuple[str, ...] = ()
    read_fields: tuple[str, ...] = ()
    formfield_overrides = {TextField: {"widget": GrowingText}}
    ordering_field = "position"
    hide_ordering_field = True
    hide_title = True

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        return queryset.select_related(*self.select_related) if self.select_related else queryset

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and self._may_edit_record(request, obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self._may_edit_record(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self._may_edit_record(request, obj)

    def _may_edit_record(self, request, obj) -> bool:
        """Parts are edited where their record is."""
        page = self.admin_site.get_model_admin(self.parent_model)
        return page.has_change_permission(request, obj) if obj else page.has_add_permission(request)

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        if self.has_change_permission(request, obj):
            return fields
        self.ordering_field = None  # of this request only: inlines are made anew for each
        return self.read_fields or [field for field in fields if field != "position"]

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        kwargs.setdefault("choices", choices_of(db_field))
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = KnownAutocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
