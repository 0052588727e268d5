"""What the nights stand on, looked at: damage is set aside and made again, or said. Imports no Dagster."""
