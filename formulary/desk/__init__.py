"""What every page of the curation desk (`/admin/`) has in common, in either app.

Not the admin itself: `formulary.admin` and `registry.admin` both build on it, never on each other.
"""
