"""The units' pages: one link opens one order, without a login, on a phone as on a desk."""
