"""Rules, verdicts, findings and what people read about them: plain Python, imports no Dagster."""
