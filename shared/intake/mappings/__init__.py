"""Column names of other systems, as data: one YAML file for each system."""
