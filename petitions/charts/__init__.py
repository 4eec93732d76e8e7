"""Charts as SVG, worked out on the server: scales, ticks, paths, and where words go.

Pure functions of numbers and times. Nothing here knows a petition, a language or a
colour: words are made by whoever calls, colours by static/css/data.css.
"""
