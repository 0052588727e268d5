"""Where the project's own files lie: it runs from its checkout and is never installed."""

from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
