"""What readers get: the published marts, their manifest and the scorecard."""
