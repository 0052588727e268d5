"""The scorecard page in a browser (`make test-browser`); runs in .venv-browser, where the project is not installed."""
