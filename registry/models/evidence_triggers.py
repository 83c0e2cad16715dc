"""A document names only what is held, and what any edition has named is held for ever."""

import pgtrigger

from formulary.models.triggers import RAISE

named_is_kept = pgtrigger.Trigger(
    name="named_is_kept",
    when=pgtrigger.Before,
    operation=pgtrigger.Delete,
    func=f"""
        IF EXISTS (SELECT 1 FROM registry_document WHERE sha256 = OLD.sha256)
            OR EXISTS (SELECT 1 FROM registry_document_history WHERE sha256 = OLD.sha256) THEN
            {RAISE} format('The file %s is the evidence of a published document, and is kept.', OLD.sha256);
        END IF;
        RETURN OLD;
    """,
)

file_is_held = pgtrigger.Trigger(
    name="file_is_held",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("sha256"),
    condition=~pgtrigger.Q(new__sha256=""),
    func=f"""
        PERFORM 1 FROM registry_evidencefile WHERE sha256 = NEW.sha256 FOR KEY SHARE;
        IF NOT FOUND THEN
            {RAISE} format('No file with the hash %s is held here: upload it first.', NEW.sha256);
        END IF;
        RETURN NEW;
    """,
)
"""On documents. The lock keeps the file from being tidied away before the document is there."""
