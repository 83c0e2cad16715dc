"""The route of a product whose register has no column for it, as far as the name tells it.

    EJEMPLO 10 mg/ml SOLUCION INYECTABLE     an injection, route not stated
    EJEMPLO 1 mg COMPRIMIDOS                  swallowed
    EJEMPLO 100 mg VIAL                       a vial may be injected, drunk or inhaled: not stated

A tablet must never look like an injection of unstated route, which would give it a conditional yes; what may be an
injection must never look like a tablet, which would deny it. Therefore `unspecified` is only said of names that say
injection or infusion, a route only follows from dose forms that are defined by it, and whatever remains is `NOT_STATED`.
Words such as “IM” in a name are not taken for routes: they tell that it is an injection, not that others are excluded.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from formulary.rules.names import normalise
from registry.vocabulary import RouteScope

type_scope = tuple[RouteScope, tuple[str, ...]]

NOT_STATED: type_scope = (RouteScope.UNSTATED, ())
"""Authorised, and the register says neither by which route nor in which dose form: nobody knows."""

_LOCAL = ("A01", "G01", "R02", "R03A", "R03B")
"""ATC groups of the mouth, vagina, throat and inhaled medicines, whose tablets and capsules are not all swallowed."""
_ON_THE_SKIN = ("D", "M02")
"""ATC groups of skin and joint medicines: a cream, gel or spray of others may be meant for any other place."""


@dataclass(frozen=True, slots=True)
class FormWords:
    """The words of one language. All patterns are looked for in the normalised name."""

    injection: re.Pattern[str]
    container: re.Pattern[str]
    """What may hold an injection: beside it “20 tablets” may be a slip in counting packs."""
    swallowed: Mapping[str, re.Pattern[str]]
    placed: Mapping[str, re.Pattern[str]]
    """Words that name the place where it is put."""
    spread: Mapping[str, re.Pattern[str]]
    """Dose forms that go on the skin, unless the name or the ATC group tells of another place."""
    other: re.Pattern[str]
    """Words that forbid to take a tablet for one that is swallowed, and tell no more."""

    def scope(self, name: str, atc: str) -> type_scope:
        """The scope and the words that stand for routes; they are mapped like those of a route column."""
        folded = normalise(name)
        if self.injection.search(folded):
            return RouteScope.UNSPECIFIED, ()
        if self.container.search(folded):
            return NOT_STATED
        if placed := _found(self.placed, folded):
            return RouteScope.LISTED, placed
        if spread := _found(self.spread, folded):
            return (RouteScope.LISTED, spread) if atc.startswith(_ON_THE_SKIN) else NOT_STATED
        swallowed = _found(self.swallowed, folded)
        if not swallowed or atc.startswith(_LOCAL) or self.other.search(folded):
            return NOT_STATED
        return RouteScope.LISTED, swallowed


def _found(words: Mapping[str, re.Pattern[str]], folded: str) -> tuple[str, ...]:
    return tuple(word for word, pattern in words.items() if pattern.search(folded))


def words(**patterns: str) -> dict[str, re.Pattern[str]]:
    """Whole words, by the one that stands for them."""
    return {word: whole(pattern) for word, pattern in patterns.items()}


def whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b")


def agreed(scopes: Iterable[type_scope]) -> type_scope:
    """What the names of several packs of one product tell together; nothing where they contradict each other."""
    told = set(scopes) - {NOT_STATED}
    return told.pop() if len(told) == 1 else NOT_STATED


SPANISH = FormWords(
    injection=whole("inyectables?|inyeccion|iny|perfusion"),
    container=whole("ampollas?|viale?s?|jeringas?|plumas?"),
    swallowed=words(
        oral="oral|orales", comprimidos="comprimidos?", capsulas="capsulas?", jarabe="jarabe"
    ),
    placed=words(
        cutanea="cutane[oa]s?|champu",
        topica="topic[oa]s?",
        transdermico="transdermic[oa]s?",
        colirio=r"colirio|colircusi|oftalmic[oa]s?|oftalmolosa",
        otico="otic[oa]s?",
        nasal="nasal|nasales",
        inhalacion=r"inhal\w+",
        vaginal="vaginal|vaginales|ovulos?",
        rectal="rectal|rectales|supositorios?|enema",
        sublingual=r"sublingual\w*",
        bucal=r"bucal|bucales|bucofaringe[oa]|chupar",
    ),
    spread=words(crema="crema", pomada="pomada|unguentos?", gel="gel"),
    other=whole(
        r"parches?|nebuliza\w+|pastillas?|dental|bucodental|dialisis|hemo\w+filtracion|hemofiltracion|hemodialisis"
    ),
)

TURKISH = FormWords(
    injection=re.compile(
        r"\b(?:enjek?siyon\w*|enjektabl\w*|infuz\w*|enj)\b"
        r"|\b(?:i ?[mv]|s ?c)\b.*\b(?:ampul|flakon|enjektor)"
    ),
    container=re.compile(r"\b(?:ampul|flakon|enjektor|karpul|torba)"),
    swallowed=words(
        oral="oral",
        tablet=r"(?:film|kapli)?tablet\w*",
        kapsul=r"kapsul\w*",
        surup="surup|surubu",
        draje="draje",
    ),
    placed=words(
        topikal="topikal",
        goz="goz|oftalmik",
        kulak="kulak",
        burun="burun|nazal",
        vajinal=r"va[jg]inal|ovul\w*",
        rektal=r"rektal|fitil|lavman|enema|^(?!.*va[jg]inal).*supozituvar\w*",
        inhalasyon=r"inhal\w*",
        transdermal="transdermal",
        dilalti="dil ?alti|sublingual",
        bukkal="bukkal",
        agiz=r"pastil\w*|gargara|bogaz|agiz",
        sampuan="sampuan",
    ),
    spread=words(
        krem=r"krem\w*",
        merhem=r"merhem\w*|poma[dt]\w*",
        losyon=r"losyon\w*",
        jel="jel|jeli",
        sprey=r"sprey\w*",
    ),
    other=re.compile(
        r"\b(?:nebul\w*|turbuhaler|diskus|aerosol|flaster|dil|\w*di[ya]\w?liz\w*|hemofiltra\w*)\b"
    ),
)
