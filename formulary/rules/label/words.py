"""The words of labels that are no ingredients, in the languages in which labels are pasted."""

import re

_HEADINGS = (
    *("active ingredients?", "inactive ingredients?", "other ingredients?", "ingredients?", "inci"),
    *(
        "composition",
        "contains?",
        "excipients?",
        "actives?",
        "each m[lL] contains",
        "principes? actifs?",
    ),
    *(
        "ingr[ée]dients?",
        "contient",
        "excipientes?",
        "ingredientes?",
        "composici[óo]n",
        "principios? activos?",
    ),
    *(
        "contiene",
        "ingredienti",
        "composizione",
        "eccipienti",
        "principi attivi",
        "composi[çc][ãa]o",
        "cont[ée]m",
    ),
    *(
        "zusammensetzung",
        "inhaltsstoffe",
        "bestandteile",
        "wirkstoffe?",
        "hilfsstoffe",
        "enth[äa]lt",
    ),
    *(
        "ingredi[ëe]nten",
        "samenstelling",
        "sk[łl]adniki",
        "sk[łl]ad",
        "slo[žz]en[íi]",
        "innehåll",
        "indhold",
    ),
    *(
        "состав",
        "ингредиенты",
        "действующ(?:ее|ие) веществ[оа]",
        "вспомогательные вещества",
        "содержит",
    ),
    *(
        "i[çc]indekiler",
        "bile[şs]enler",
        "bile[şs]imi?",
        "etkin maddeler?",
        "συστατικ[άα]",
        "σύνθεση",
    ),
    *("全成分", "成分", "配料", "전성분", "성분", "المكونات", "مكونات", "רכיבים"),
)
_MAY_CONTAIN = (
    *(
        "may contain",
        "peut contenir",
        "kann enthalten",
        "puede contener",
        "può contenere",
        "pode conter",
    ),
    *("kan bevatten", "może zawierać", "может содержать", "içerebilir", r"\+\s?/\s?[-–−]", "±"),
)
_AND = ("and", "und", "et", "y", "и", "ve", "και", "och", "oraz", "&")

HEADING = re.compile(
    rf"(?:{'|'.join(_HEADINGS)})(?:\s*\((?:inci|[^()\n]{{0,20}})\))?\s*(?:[:：]|(?=\n|$))",
    re.IGNORECASE,
)
"""“Ingredients:”, “Состав:”; without a colon only on a line of its own."""

MAY_CONTAIN = re.compile(rf"(?:{'|'.join(_MAY_CONTAIN)})\s*[:：]?", re.IGNORECASE)
"""What follows may be in it or not."""

AND = re.compile(
    rf"(?<=\s)(?:{'|'.join(map(re.escape, _AND))})(?=\s)|\((?:and|und|et|y)\)", re.IGNORECASE
)
"""Parts two ingredients, as a comma does."""

STOP = re.compile(rf"\.(?=\s*(?:\n|$|{HEADING.pattern}|{MAY_CONTAIN.pattern}))", re.IGNORECASE)
"""A full stop that ends a list; others are a part of a name."""

BULLET = re.compile(
    r"[-–—•●▪◦‣·✓→]+(?=\s)|[*]+(?=\s)|[•●▪◦‣·✓→]|\d{1,2}[.)](?=\s)|\(\d{1,2}\)(?=\s)"
)
"""At the beginning of a line."""

MARK = re.compile(r"[*†‡§¹²³]+")
"""A pointer to a footnote."""
