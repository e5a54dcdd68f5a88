"""Dates as this site writes them, one folder for each language that differs from Django's own."""
