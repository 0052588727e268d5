"""Who is who: which rows over all units and years belong to one person."""
