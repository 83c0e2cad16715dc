"""The shape of the answers of the search."""

from typing import Any

from rest_framework import serializers

from config.api.fields import Text
from formulary.rules.likeness import Tier
from formulary.search.find import EVERY_KIND, Hit
from formulary.search.look_alikes import LookAlike
from formulary.search.things import Named

UNKNOWN_HERE = "A known substance (FDA's list of UNII names), not in this formulary: nothing is on record here about it."
TIERS = [(tier.value, tier.value.capitalize()) for tier in Tier]
NAME_KINDS = [
    *("preferred", "inn", "inci", "synonym", "name", "unii-list"),
    *("slug", "unii", "cas", "atc", "number"),
]


class MatchedNameSerializer(serializers.Serializer):
    """The name or code that matched, as written."""

    text = serializers.CharField()
    language = Text(help_text="ISO 639, as in “fr”; null where not known.")
    kind = serializers.ChoiceField(
        NAME_KINDS, help_text="`unii-list`: FDA's list gives this name, folded as it is kept."
    )


class SearchResultSerializer(serializers.Serializer):
    """A thing that the text may mean, once, with the name of it that matched best."""

    kind = serializers.ChoiceField(EVERY_KIND)
    slug = serializers.CharField(allow_null=True, help_text="Null for a known substance.")
    name = serializers.CharField()
    unii = serializers.CharField(allow_null=True)
    in_formulary = serializers.BooleanField()
    tier = serializers.ChoiceField(TIERS)
    score = serializers.FloatField(min_value=0, max_value=1, help_text="1 is the same name.")
    matched = MatchedNameSerializer()
    note = serializers.CharField(allow_null=True)


class LookAlikeSideSerializer(serializers.Serializer):
    """One of two names that are easily confused, and whose it is."""

    name = serializers.CharField()
    slug = serializers.CharField(allow_null=True)
    unii = serializers.CharField(allow_null=True)


class LookAlikeSerializer(serializers.Serializer):
    """Two names that are easily taken for each other."""

    a = LookAlikeSideSerializer()
    b = LookAlikeSideSerializer()
    difference = serializers.CharField(help_text="How they differ, in words.")


class SuggestionsSerializer(serializers.Serializer):
    """What the name that somebody is typing may become."""

    q = serializers.CharField()
    edition = serializers.IntegerField(min_value=0)
    results = SearchResultSerializer(many=True)


class SearchAnswerSerializer(SuggestionsSerializer):
    """What a text may mean, best first. Nothing here says that anything may be injected."""

    look_alikes = LookAlikeSerializer(many=True)


def result(hit: Hit) -> dict[str, Any]:
    """A hit as it goes over the API."""
    thing = hit.thing
    is_ours = thing.kind != "known-substance"
    return {
        "kind": thing.kind,
        "slug": thing.slug or None,
        "name": thing.name,
        "unii": thing.unii or None,
        "in_formulary": is_ours,
        "tier": hit.tier.value,
        "score": hit.score,
        "matched": {
            "text": thing.text,
            "language": thing.language or None,
            "kind": thing.name_kind,
        },
        "note": None if is_ours else UNKNOWN_HERE,
    }


def look_alike(pair: LookAlike) -> dict[str, Any]:
    """A pair as it goes over the API."""
    return {
        "a": _side(pair.a, pair.of_a),
        "b": _side(pair.b, pair.of_b),
        "difference": pair.difference,
    }


def _side(name: str, thing: Named) -> dict[str, str | None]:
    return {"name": name, "slug": thing.slug or None, "unii": thing.unii or None}
