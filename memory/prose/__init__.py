"""Markdown as people see it: rendered safely, taken apart, and compared word by word."""
