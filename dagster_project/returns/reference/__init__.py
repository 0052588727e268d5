"""What a province brings along: its units, report years and lists, validated together."""
