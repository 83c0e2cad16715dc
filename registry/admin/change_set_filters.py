"""What the lists of change sets are narrowed by, besides the columns themselves."""

from unfold.contrib.filters.admin import RadioFilter


class WhoseTurnFilter(RadioFilter):
    """What waits for the person who looks at the list."""

    title = "whose turn it is"
    parameter_name = "turn"

    def lookups(self, request, model_admin):
        return [("mine", "I may decide about it"), ("proposed", "I proposed it, undecided")]

    def queryset(self, request, queryset):
        if self.value() == "mine":
            return queryset.waiting_for(request.user)
        if self.value() == "proposed":
            return queryset.undecided().filter(proposed_by=request.user)
        return queryset
