"""Times as the rest of the site prints them, by the clock of 24 hours.

What is not named here is Django's own for British English.
"""

TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j M Y, H:i"
