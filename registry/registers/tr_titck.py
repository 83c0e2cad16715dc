"""The list of licensed medicines of the Turkish agency: one row a pack, several packs a licence.

    row 2   SIRA NO | BARKOD | ÜRÜN ADI | ETKİN MADDE | ATC KODU | RUHSAT SAHİBİ | RUHSAT TARİHİ | RUHSAT NUMARASI | ...
    row 3   1 | 8690000000001 | ÖRNEK 2 ML IM ENJEKSİYONLUK ÇÖZELTİ, 5 AMPUL | lidokain | N01BB02 | ÖRNEK A.Ş. | 1.10.1960 | 55/44

Source: https://www.titck.gov.tr/dinamikmodul/85. There is no column of routes: see `dose_form`. The same number was given
out more than once (home-made and imported medicines have their own series), so a licence is number and day together, as
Turkish labels print them: “55/44 (1960-10-01)”. The code of suspension is 0 for none, 1 and 3 for an article of the
regulation, 2 for safety. The sheets of temporary permits and of registered radiopharmaceuticals are no licences.

Capital İ and I, small i and ı are typed at will; `normalise` folds all four into one.
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from formulary.rules.names import normalise
from registry.registers.authorisation import Authorisation, Rejected
from registry.registers.dose_form import TURKISH
from registry.registers.source import Source
from registry.registers.spreadsheet import read_table
from registry.registers.tr_titck_licence import REASONS, Licence

_FILE = "ruhsatli_ilaclar_listesi.xlsx"
_SHEET = "RUHSATLI ÜRÜNLER LİSTESİ"
_NAME, _SUBSTANCES, _HOLDER = "ÜRÜN ADI", "ETKİN MADDE", "RUHSAT SAHİBİ"
_DAY, _NUMBER, _ATC, _SUSPENDED_ON = (
    "RUHSAT TARİHİ", "RUHSAT NUMARASI", "ATC KODU", "ASKIYA ALINMA TARİHİ",
)  # fmt: skip
_CODE = (
    "RUHSATI ASKIDA OLMAYAN ÜRÜN: 0 MADDE-23 GEREKÇELİ ASKIDA OLAN ÜRÜN: 1 "
    "FARMAKOVİJİLANS GEREKÇELİ ASKIDA OLAN ÜRÜN: 2 MADDE-22 GEREKÇELİ ASKIDA OLAN ÜRÜN: 3"
)
_COLUMNS = (_NAME, _SUBSTANCES, _ATC, _HOLDER, _DAY, _NUMBER, _CODE, _SUSPENDED_ON)


class _Titck:
    name = "tr-titck"
    title = "Licensed human medicinal products (Ruhsatlı Beşeri Tıbbi Ürünler Listesi)"
    publisher = "Türkiye İlaç ve Tıbbi Cihaz Kurumu"
    authority = "titck"
    jurisdiction = "TR"
    is_union_wide = False
    is_complete = True
    routes = {
        "oral": "oral",
        "tablet": "oral",
        "kapsul": "oral",
        "surup": "oral",
        "draje": "oral",
        "topikal": "topical",
        "krem": "topical",
        "merhem": "topical",
        "losyon": "topical",
        "jel": "topical",
        "sprey": "topical",
        "sampuan": "cutaneous",
        "goz": "ocular",
        "kulak": "auricular",
        "burun": "nasal",
        "vajinal": "vaginal",
        "rektal": "rectal",
        "inhalasyon": "inhalation",
        "transdermal": "transdermal",
        "dilalti": "sublingual",
        "bukkal": "buccal",
        "agiz": "oromucosal",
    }

    def published_on(self, source: Source) -> str:
        """Not in the file: the date in its first row is that of the form."""
        return ""

    def read(self, source: Source) -> Iterator[Authorisation | Rejected]:
        """Packs of a licence stand apart in the list, so licences are collected; rejected rows come first."""
        file = _FILE if source.has(_FILE) else source.only(".xlsx")
        source.expect(file)
        licences: dict[str, Licence] = {}
        for line, row in read_table(source, file, _SHEET, 2, _COLUMNS):
            if rejected := _add(licences, file, line, row):
                yield rejected
        for number, licence in licences.items():
            yield licence.authorisation(number, file)


def _add(
    licences: dict[str, Licence], file: str, line: int, row: dict[str, Any]
) -> Rejected | None:
    """Puts one pack under its licence."""
    name, substances = _text(row[_NAME]), _text(row[_SUBSTANCES])
    for column, value in ((_NAME, name), (_SUBSTANCES, substances)):
        if not value:
            return Rejected(file, line, column, "", "text")
    number, day = _number(row[_NUMBER]), _date(row[_DAY])
    if not number:
        return Rejected(file, line, _NUMBER, _text(row[_NUMBER]), "a number such as 2016/546")
    if not day:
        return Rejected(file, line, _DAY, _text(row[_DAY]), "a date DD.MM.YYYY")
    code, suspended_on = _text(row[_CODE]), _date(row[_SUSPENDED_ON])
    if code not in ("", "0", *REASONS) or (row[_SUSPENDED_ON] and not suspended_on):
        shown = f"{code}, {_text(row[_SUSPENDED_ON])}"
        return Rejected(file, line, "ASKI", shown, "a code from 0 to 3, and a date DD.MM.YYYY")
    holder = _text(row[_HOLDER])
    licence = licences.setdefault(
        f"{number} ({day})", Licence(line, name, substances, [holder], day)
    )
    if not licence.is_of(name, substances):
        shown = f"{number} ({day}): {name}"
        return Rejected(file, line, _NUMBER, shown, f"another number: line {licence.line} has it")
    licence.packs += 1
    licence.codes |= {code} - {""}
    licence.scopes.add(TURKISH.scope(name, _text(row[_ATC])))
    licence.suspended_on = min(filter(None, (licence.suspended_on, suspended_on)), default="")
    if normalise(holder) not in map(normalise, licence.holders):
        licence.holders.append(holder)
    return None


def _text(value: Any) -> str:
    return "" if value is None else " ".join(str(value).replace("_x000D_", " ").split())


def _number(value: Any) -> str:
    """Without blanks and dots. Empty if Excel made a date or a fraction of it."""
    text = re.sub(r"[\s.]", "", value) if isinstance(value, str) else str(value)
    return text if re.fullmatch(r"(?:[A-Z][-/])?\d+(?:[/-](?:İSR/)?\d+)?", text) else ""


def _date(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    match = re.fullmatch(r"(\d{2})[./](\d{2})[./]((?:19|20)\d{2})[./]?", _text(value))
    try:
        return dt.date(int(match[3]), int(match[2]), int(match[1])).isoformat() if match else ""
    except ValueError:
        return ""


ADAPTER = _Titck()
