"""A made-up city (示例市) in files: what an office would import for two quarters."""
