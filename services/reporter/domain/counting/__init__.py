"""The counting rules: every figure of a report, and of a notice, is counted here and only here.

`stock` says what stands on the registry, `problems` which findings count, `classes` counts
websites, columns and accounts, `enquiries` and `orders` what their names say.
"""
