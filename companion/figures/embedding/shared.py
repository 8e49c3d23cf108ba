"""What both kinds of pictures need."""

SIZE = 9.5
"""Of small letters, in points: 14 pixels as shown."""
