"""A workflow as one YAML file: written in a stable order, read back with the line of everything that is wrong."""
