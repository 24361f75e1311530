"""What runs the system on made-up data: an imitation site, a mail sink, the guided runs."""
