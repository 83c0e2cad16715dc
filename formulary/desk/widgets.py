"""How the desk's fields differ from those of the theme."""

from django.contrib.admin.widgets import AutocompleteSelect


class KnownAutocomplete(AutocompleteSelect):
    """An autocomplete that takes the label of its choice from `known`, a record read with the page.

    Django's own runs one query for each of them, so a product of thirty lines would cost thirty.
    """

    known = None

    def optgroups(self, name, value, attr=None):
        if self.known is None or value != [str(self.known.pk)]:
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        label = self.choices.field.label_from_instance(self.known)
        options.append(self.create_option(name, self.known.pk, label, True, len(options)))
        return [(None, options, 0)]


def choices_of(db_field) -> list[tuple[str, str]]:
    """The words of a closed list, below a blank unless the field has a default.

    The theme leaves the blank out of required fields, so that the first word (“Granted”) would be
    published for whoever overlooks the field.
    """
    return db_field.get_choices(
        include_blank=db_field.blank or not db_field.has_default(),
        blank_choice=[("", "Choose…")],
    )


def remember(form) -> None:
    """Give each autocomplete of a form the record that the form's instance holds already."""
    fields_cache = form.instance._state.fields_cache
    for name, field in form.fields.items():
        widget = getattr(field.widget, "widget", field.widget)
        if isinstance(widget, KnownAutocomplete):
            widget.known = fields_cache.get(name)
