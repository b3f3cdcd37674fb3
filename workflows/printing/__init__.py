"""A page as a PDF: its HTML read into plain values, its diagram in fixed colours, both set by Typst."""
