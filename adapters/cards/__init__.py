"""Cards: what there is to answer or to follow, as it stands now."""
