"""What is asked of whoever imports a register, and of whoever proposes its plan."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from unfold.widgets import (
    BASE_INPUT_CLASSES,
    UnfoldAdminExpandableTextareaWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from registry.intake import folders
from registry.models.partial_date import validate_partial_date
from registry.registers.adapters import adapters


class FilesInput(forms.FileInput):
    allow_multiple_selected = True
    template_name = "registry/admin/files_input.html"


class FilesField(forms.FileField):
    """One file or several."""

    widget = FilesInput(attrs={"class": " ".join([*BASE_INPUT_CLASSES, "max-w-2xl"])})

    def clean(self, data, initial=None):
        files = [super(FilesField, self).clean(file, initial) for file in data or ()]
        names = [file.name.casefold() for file in files]
        if len(set(names)) < len(names):
            raise forms.ValidationError("Two of the files have the same name.")
        if any(name.startswith(".") for name in names):
            raise forms.ValidationError(
                "A file whose name begins with a dot is none of a register."
            )
        return files


def _day(help_text):
    return forms.CharField(
        required=False,
        max_length=10,
        validators=[validate_partial_date],
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "YYYY-MM-DD"}),
        label="Day of the copy",
        help_text=help_text,
    )


class ImportForm(forms.Form):
    """Which register, and its files: uploaded, or picked from the operator's folder."""

    register = forms.ChoiceField(widget=UnfoldAdminSelectWidget)
    uploaded = FilesField(
        required=False,
        label="Upload",
        help_text="The files exactly as the authority publishes them: one file or zip, or all that belong together.",
    )
    folder = forms.ChoiceField(
        required=False,
        widget=UnfoldAdminSelectWidget,
        label="Or pick what lies on the server",
    )
    published_on = _day(
        "When the authority published it. Used where the files do not say; a month or a year will do."
    )

    def __init__(self, *args, refusal: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.refusal = refusal
        self.fields["register"].choices = [("", "Choose…"), *_registers()]
        offered = folders.offered()
        self.fields["folder"].choices = [("", "Choose…"), *((name, name) for name in offered)]
        if not offered:
            self.fields[
                "folder"
            ].help_text = "Nothing lies in the folder REGISTERS_DIR of the server."

    def clean(self):
        cleaned = super().clean()
        files, folder = cleaned.get("uploaded"), cleaned.get("folder")
        if self.refusal:
            self.add_error("uploaded", self.refusal)
        elif not self.errors and bool(files) == bool(folder):
            self.add_error(
                "uploaded", "Upload files or pick a place on the server, one of the two."
            )
        return cleaned

    @property
    def size(self) -> int | None:
        """Of what was uploaded, in bytes."""
        files: list[UploadedFile] = self.cleaned_data["uploaded"]
        return sum(file.size or 0 for file in files) if files else None


class RepeatForm(forms.Form):
    published_on = _day("Used where the files do not say; a month or a year will do.")


class PlanForm(forms.Form):
    override_reason = forms.CharField(
        required=False,
        max_length=2_000,
        strip=True,
        widget=UnfoldAdminExpandableTextareaWidget,
        label="Propose it all the same, because",
        help_text=(
            "A reason lets an older copy pass, and one in which much is missing. The reviewer reads it. "
            "Against any other refusal only a new reading helps."
        ),
    )


def _registers():
    return [(name, f"{adapter.title} ({name})") for name, adapter in sorted(adapters().items())]
