"""From what somebody typed to the names that it may mean, and to what these name."""
