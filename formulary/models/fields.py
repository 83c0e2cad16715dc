"""Two column types that keep a promise a plain column does not."""

from django.db import models

from formulary.rules.names import normalise


class NormalisedField(models.CharField):
    """The normalised form of another field of the row, written on every save and bulk insert.

    Nobody sets it by hand: what is stored and what is asked pass through the same function
    (`formulary.rules.names.normalise`), and this field is the storing side of it.
    """

    def __init__(self, *args, source: str, **kwargs):
        self.source = source
        kwargs.setdefault("max_length", 500)
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs["source"] = self.source
        kwargs.pop("editable", None)
        return name, path, args, kwargs

    def pre_save(self, model_instance, add):
        value = normalise(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, value)
        return value


class PrintedDecimalField(models.DecimalField):
    """A decimal that keeps the digits it was printed with: “2.0” says more than “2”.

    PostgreSQL's unconstrained `numeric` remembers the scale of each value; a fixed scale would pad it.
    """

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_digits", 18)
        kwargs.setdefault("decimal_places", 9)
        super().__init__(*args, **kwargs)

    def db_type(self, connection):
        return "numeric"
