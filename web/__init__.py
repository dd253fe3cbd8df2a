"""The HTTP doors: events in, what providers tell, and the pages behind links in letters."""
