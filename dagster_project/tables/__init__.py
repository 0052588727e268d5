"""The shape of everything that one step hands over to the next, each declared once."""
