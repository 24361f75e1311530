"""What pages for people share: headers, form tokens, limits. No cookies, no scripts."""
