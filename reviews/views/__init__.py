"""The portal's pages, one file for each place in it."""
